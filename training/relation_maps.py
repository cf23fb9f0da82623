"""What the relations and types of other sets mean in ours."""

# Relations of KnowledgeNet (Mesquita et al. 2019) that mean what ours do; `-` turns the arguments round.
KNOWLEDGENET = {
    "PLACE_OF_RESIDENCE": "lives_in", "SPOUSE": "spouse", "PLACE_OF_BIRTH": "born_in", "EDUCATED_AT": "educated_at",
    "HEADQUARTERS": "based_in", "CHILD_OF": "-parent_of", "FOUNDED_BY": "founded_by", "CEO": "-leads",
    "NATIONALITY": "citizen_of", "POLITICAL_AFFILIATION": "member_of_party", "SUBSIDIARY_OF": "subsidiary_of",
}  # fmt: skip
# Of Re-DocRED (Tan et al. 2022), without those that it infers along chains (places in places, nationalities).
REDOCRED = {
    "P3373": "sibling", "P40": "parent_of", "P22": "-parent_of", "P25": "-parent_of", "P26": "spouse", "P19": "born_in",
    "P69": "educated_at", "P108": "works_for", "P54": "plays_for", "P6": "-head_of_government_of", "P35": "-head_of_state_of",
    "P749": "subsidiary_of", "P355": "-subsidiary_of", "P112": "founded_by", "P102": "member_of_party", "P127": "owned_by",
    "P488": "-leads", "P551": "lives_in", "P178": "created_by", "P50": "created_by", "P57": "created_by", "P176": "created_by",
}  # fmt: skip
# Relations of DWIE (Zaporojets et al. 2021) that mean what ours do; `-` turns the arguments round. It states them for whole
# documents and as the world has them, not only where a sentence says so. Who acts for a country's government is its agent.
DWIE = {
    "based_in0": "based_in", "based_in1": "based_in", "based_in2": "based_in", "in0": "located_in", "in1": "located_in",
    "in2": "located_in", "citizen_of": "citizen_of", "member_of": "member_of", "agent_of": "holds_office_in", "head_of": "leads",
    "coach_of": "leads", "agency_of": "government_body_of", "institution_of": "government_body_of",
    "ministry_of": "government_body_of", "player_of": "plays_for", "head_of_state": "head_of_state_of",
    "head_of_gov": "head_of_government_of", "appears_in": "participates_in", "vs": "competes_with", "won_vs": "competes_with",
    "minister_of": "holds_office_in", "event_in0": "takes_place_in", "event_in2": "takes_place_in", "part_of": "part_of",
    "created_by": "created_by", "spouse_of": "spouse", "is_meeting": "meets_with", "spokesperson_of": "represents",
    "product_of": "created_by", "child_of": "-parent_of", "parent_of": "parent_of",
}  # fmt: skip
FINE = {"GPE": "LOC", "FAC": "LOC", "NORP": "MISC", "EVENT": "MISC", "WORK": "MISC", "PRODUCT": "MISC", "AWARD": "MISC"}
PRONOUNS = set("he him his she her hers it its they them their who".split())
