"""What can be chosen about pipes."""

from __future__ import annotations

from dataclasses import dataclass

from ...choices import fill_open, require_within
from ...demand.figures import figures
from ...errors import EngineError

U_RULES = ("manufacturer", "geometry", "thermos")


@dataclass(frozen=True)
class PipeOptions:
    """How pipes are sized, laid and priced; what is None comes from the catalogue `heat_pipe_rules`.

    pressure_gradient_pa_per_m: most that one pipe loses at design flow. max_velocity_m_per_s: nan: by diameter, as
    THERMOS (a + b d^c); inf: none. roughness_mm: of the wall. insulation_series: 1 (thin) to 3. u_rule: "manufacturer"
    (and by geometry where the catalogue has no U), "geometry" or "thermos" (a fit that knows no series). ground_c: the
    ground at the pipes, of the year. ground_w_per_m_k, insulation_w_per_m_k: conductivities. cover_m: soil above the
    casing. gap_m, side_m, bedding_m: of the trench. price_factor: of the generation or of who lays. price_index: from
    the catalogue's price year to the user's. largest_dn: sizes above are left out.
    """

    pressure_gradient_pa_per_m: float | None = None
    max_velocity_m_per_s: float = float("nan")
    roughness_mm: float | None = None
    insulation_series: int = 2
    u_rule: str = "manufacturer"
    ground_c: float | None = None
    ground_w_per_m_k: float | None = None
    insulation_w_per_m_k: float | None = None
    cover_m: float | None = None
    gap_m: float | None = None
    side_m: float | None = None
    bedding_m: float | None = None
    price_factor: float = 1.0
    price_index: float = 1.0
    largest_dn: int = 1000

    def __post_init__(self):
        fill_open(self, figures("heat_pipe_rules"))
        for name, choices in (("u_rule", U_RULES), ("insulation_series", (1, 2, 3))):
            if getattr(self, name) not in choices:
                raise EngineError(
                    "{name} must be one of {choices}, not {value}.",
                    name=name,
                    choices=", ".join(map(str, choices)),
                    value=getattr(self, name),
                )
        require_within(
            self,
            ("pressure_gradient_pa_per_m", 1.0, 5000.0),
            ("roughness_mm", 0.0, 5.0),
            ("ground_c", -20.0, 40.0),
            ("ground_w_per_m_k", 0.1, 5.0),
            ("insulation_w_per_m_k", 0.005, 1.0),
            ("cover_m", 0.1, 10.0),
            ("gap_m", 0.0, 5.0),
            ("side_m", 0.0, 5.0),
            ("bedding_m", 0.0, 2.0),
            ("price_factor", 0.01, 100.0),
            ("price_index", 0.01, 100.0),
            ("largest_dn", 20, 2000),
        )
        if self.max_velocity_m_per_s <= 0:
            raise EngineError(
                "The greatest velocity is {velocity} m/s: it must be above 0.", velocity=self.max_velocity_m_per_s
            )
