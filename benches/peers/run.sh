#!/usr/bin/env bash
# Installs the peers into target/peers/venv and compares them with this crate; arguments go to compare.py.
set -euo pipefail
cd "$(dirname "$0")"
environment=../../target/peers/venv
if [ ! -x "$environment/bin/python" ]; then
    python3 -m venv "$environment"
fi
"$environment/bin/pip" install --quiet -r requirements.txt
exec "$environment/bin/python" compare.py "$@"
