"""Fields of streets that were derived."""

from .field import fields

STREETS = fields(
    ("street_id", "text", "Street", "Made of the place halfway along it, in metres"),
    ("preference", "text", "Preference", "forced, preferred, forbidden or empty: fill in yours"),
    ("surface", "text", "Surface", "A name of the catalogue street_costs, such as local_road; empty where not known"),
    ("how", "text", "How known", "inferred; make it measured where you drew it yourself"),
    ("rule", "text", "Rule", "What the street was drawn from"),
    ("length_m", "real", "Length (m)", "Length of the line"),
)
