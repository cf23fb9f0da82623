//! `KYIV, Ukraine (AP) —`: the one place within the other.

use super::{Names, asserted, is_place};
use crate::{Mention, MentionRelation, RelationType, Zone};

const PRECISION: f32 = 0.95;

pub(super) fn find(names: &Names) -> Vec<MentionRelation> {
    let document = names.words.document;
    let stands = |name: &Mention| {
        is_place(name) && document.zone_at(name.span.start) == Zone::Dateline && !document.is_repeat(name.span.start)
    };
    let within = names.neighbours().filter(|((_, one), between, (_, other))| *between == ", " && stands(one) && stands(other));
    let told = within.map(|((subject, _), _, (object, _))| asserted((subject, RelationType::LocatedIn, object), PRECISION, None));
    told.collect()
}
