"""Sharing energy in a community."""

from __future__ import annotations

from qgis.core import QgsWkbTypes

from .. import output_fields
from ..algorithm import StadsstroomAlgorithm
from ..catalogue_names import figure
from ..parameters import (
    ANY_SHAPE,
    POINTS,
    POLYGONS,
    Outcome,
    choice,
    expression,
    file_out,
    flag,
    layer,
    number,
    offer,
    sink,
    text,
)
from ..words import language, tr
from . import grid_choices, settings

KEY_CHOICES = {
    "dynamic": "Dynamic: in proportion to need in the hour",
    "static": "Static: by fixed shares, the rest is sold",
    "cascade": "Cascading: fixed shares repeated until nothing is left",
    "hybrid": "Hybrid: fixed shares, then in proportion to need",
    "social": "Social: energy-poor households first",
}
PRICE_CHOICES = {
    "mid_market": "Mid-market: half way between what sharing saves and the feed-in price",
    "cost_price": "Cost price",
    "tariff": "Tariff",
}
UNITS = {"share": "Share from 0 to 1, or yes and no", "percent": "Percent from 0 to 100"}
# parameter: (label, option and figure of the catalogue, about)
PRICES = {
    "BUY": (
        "Price of the supplier (€/kWh)",
        "buy_eur_per_kwh",
        "All that a kilowatt-hour from the supplier costs, with tax and VAT. The default is unconfirmed.",
    ),
    "FEED_IN": (
        "Price for feeding in (€/kWh)",
        "feed_in_eur_per_kwh",
        "What the supplier pays for a kilowatt-hour fed in, without netting over the year. The default is unconfirmed.",
    ),
    "TAX": (
        "Energy tax within the price (€/kWh)",
        "tax_eur_per_kwh",
        "The part of the supplier's price that is energy tax, with VAT. The default is unconfirmed.",
    ),
    "TARIFF": (
        "Tariff among members (€/kWh)",
        "tariff_eur_per_kwh",
        "What receivers pay givers where the price is a tariff. The default is unconfirmed.",
    ),
    "COST": (
        "Cost price of own energy (€/kWh)",
        "cost_eur_per_kwh",
        "What a kilowatt-hour of the community's own panels costs over their life, where their yearly cost is not "
        "given. The default is unconfirmed.",
    ),
}
SUPPLY = {
    "FIXED": (
        "Fixed charges of a home (€ a year)",
        "fixed_eur_per_year",
        "Fixed charges of supplier and grid operator; the same with and without sharing. The default is unconfirmed.",
    ),
    "TAX_REDUCTION": (
        "Reduction of energy tax of a home (€ a year)",
        "tax_reduction_eur_per_year",
        "Taken off every home's bill, with and without sharing. The default is unconfirmed.",
    ),
    "CAPACITY_PRICE": (
        "Price of capacity (€/kW a year)",
        "capacity_eur_per_kw_year",
        "What a contracted kilowatt costs where capacity is contracted by the kilowatt. The default is unconfirmed.",
    ),
}
SUMMARY = {
    "MEMBER_COUNT": Outcome("members", "Members"),
    "SHARED_MWH": Outcome("received_kwh", "Shared (MWh)", 1e-3, 1),
    "SHARED_OF_FED_IN": Outcome("shared_of_fed_in", "Shared of what members feed in (%)", 100, 1),
    "SHARED_OF_DRAWN": Outcome("shared_of_drawn", "Shared of what members draw (%)", 100, 1),
    "PRICE": Outcome("price_eur_per_kwh", "Price among members (€/kWh)", 1, 3),
    "BILLS_BEFORE": Outcome("bills_before_eur", "Bills before, all members (€)"),
    "BILLS_AFTER": Outcome("bills_after_eur", "Bills after, all members (€)"),
    "SAVING": Outcome("saving_eur", "Saving of all members (€)"),
    "WORSE_OFF": Outcome("worse_off", "Members who pay more than before"),
    "POOR_HOUSEHOLDS": Outcome("poor_households", "Energy-poor households", 1, 1),
    "POOR_SAVING": Outcome("poor_saving_eur", "Saving of energy-poor households (€)"),
    "LIFTED": Outcome("lifted", "Households lifted below the energy quote"),
    "SUM_OF_PEAKS": Outcome("sum_of_peaks_kw", "Members' own peaks added up (kW)", 1, 1),
    "POOLED_PEAK": Outcome("pooled_peak_kw", "Peak of all members together (kW)", 1, 1),
    "CAPACITY_SPARED": Outcome("capacity_spared_kw", "Capacity spared by one contract (kW)", 1, 1),
    "CAPACITY_EUR": Outcome("capacity_spared_eur", "Capacity spared by one contract (€)"),
    "CONTRACT_HOURS_OVER": Outcome("contract_hours_over", "Hours in which the one contract falls short"),
    "CONTRACT_KWH_OVER": Outcome("contract_kwh_over", "Energy beyond the one contract (kWh)"),
    "PERIOD_HOURS": Outcome("hours", "Hours settled"),
    "PROBLEM_COUNT": Outcome("problems", "Problems"),
}


class ShareEnergy(StadsstroomAlgorithm):
    ID = "shareenergy"
    TITLE = "Share energy"
    ABOUT = (
        "Settles a community of neighbours in every hour of the profiles: who has too much gives, who has too little "
        "receives, at a price among themselves, and suppliers sell and buy the rest. Tells what every member saves, "
        "what it does for households that can hardly pay their energy, and what one grid contract for all would spare."
    )
    TAGS = ("energy sharing", "energy community", "cooperative", "cost price", "energy poverty", "holon", "contract")
    ROOM = "holons"

    def initAlgorithm(self, configuration=None):
        offer(self, (*self._community(), *self._money(), *self._households(), *self._outputs()), SUMMARY)

    def _community(self):
        yield grid_choices.profiles()
        yield layer(
            "MEMBERS",
            "Members",
            ANY_SHAPE,
            "Points or polygons of the connections that share, such as the connections that Build grid wrote. Only "
            "the selected features, if you wish; or those in one holon, see below.",
        )
        yield expression(
            "MEMBER_FILTER", "Which of them share", "MEMBERS", "Expression that is true for members. Empty: all.", True
        )
        yield expression(
            "MEMBER_ID", "Connection id", "MEMBERS", "Field with the connection ids. Empty: connection_id.", True
        )
        yield layer(
            "HOLONS",
            "Holons",
            POLYGONS,
            "Polygons of holons or neighbourhoods; those who lie in the chosen one are the members.",
            optional=True,
        )
        yield text("HOLON_ID", "Holon", "", "Id or name of the holon that shares, as in the field holon_id.")
        yield choice(
            "KEY",
            "Key",
            KEY_CHOICES,
            "dynamic",
            "How what members feed in is divided in every hour. All but the static key share all that can be shared.",
        )
        yield expression(
            "WEIGHT",
            "Share of a member (%)",
            "MEMBERS",
            "Field or expression with each member's share, for the keys with fixed shares. Empty: a field named "
            "weight, share_percent or aandeel; without it all have the same.",
            True,
        )

    def _money(self):
        yield choice(
            "PRICE_RULE",
            "Price among members",
            PRICE_CHOICES,
            "mid_market",
            "What receivers pay givers. Between the feed-in price and the supplier's price (less the energy tax that "
            "is due all the same) no member loses.",
        )
        for name, (label, option, about) in PRICES.items():
            yield number(name, label, figure("sharing", option), about, low=-10, high=10)
        yield number(
            "YEARLY_COST",
            "Yearly cost of own energy (€)",
            None,
            "What the community's panels cost in a year; over what is shared it is the cost price.",
            low=0,
            optional=True,
            advanced=True,
        )
        yield flag(
            "TAX_ON_SHARED",
            "Energy tax on shared energy",
            True,
            "Whether energy tax is due on what members receive from each other.",
            advanced=True,
        )
        for name, (label, option, about) in SUPPLY.items():
            yield number(name, label, figure("sharing", option), about, low=0, high=1e5, advanced=True)
        yield number(
            "CONTRACT_KW",
            "Capacity of one contract for all (kW)",
            None,
            "Tells in how many hours all members together draw or feed in more than one group contract of this "
            "capacity allows. Empty: only what one contract would spare is told.",
            low=0,
            optional=True,
            advanced=True,
        )

    def _households(self):
        yield expression(
            "DWELLINGS",
            "Number of dwellings",
            "MEMBERS",
            "Field with the homes of a member; where there are none nobody is energy-poor. Empty: dwellings.",
            True,
        )
        yield expression(
            "INCOME",
            "Income of a household (€ a year)",
            "MEMBERS",
            "Field or expression with the net income. With it the part of income that goes to energy is told.",
        )
        yield expression(
            "OTHER_ENERGY",
            "Other energy costs (€ a year)",
            "MEMBERS",
            "Field or expression with what a household pays for gas or heat beside electricity.",
            True,
        )
        yield expression(
            "VULNERABLE",
            "Energy-poor households",
            "MEMBERS",
            "Field or expression that tells whether a member is energy-poor: true or false, or which part of its "
            "households. Below zero is not known. Empty: a field named vulnerable or energiearm, else whoever is above "
            "the energy quote.",
        )
        yield choice("VULNERABLE_UNIT", "Unit of energy-poor households", UNITS, "share", "What the field above holds.")
        yield layer(
            "NEIGHBOURHOODS",
            "Neighbourhoods",
            POLYGONS,
            "Polygons with statistics of energy poverty, for members of whom nothing better is known.",
            optional=True,
        )
        yield expression(
            "AREA_VULNERABLE",
            "Energy-poor households in a neighbourhood",
            "NEIGHBOURHOODS",
            "Field or expression with the part of its households that is energy-poor. Below zero is not known.",
        )
        yield choice(
            "AREA_VULNERABLE_UNIT",
            "Unit of energy-poor households in a neighbourhood",
            UNITS,
            "percent",
            "What the field above holds.",
        )
        yield number(
            "POVERTY_QUOTE",
            "Energy quote (%)",
            100 * figure("sharing", "poverty_quote"),
            "Part of the income above which the energy bill makes a household energy-poor; 8 to 10 is in use, "
            "unconfirmed.",
            low=0,
            high=100,
        )

    def _outputs(self):
        yield sink(
            "MEMBERS_OUT",
            "Savings of members",
            POINTS,
            "Points: what each shares, and its bill before and after, in the hours of the profiles.",
        )
        yield sink(
            "PROBLEMS", "Problems", POINTS, "Points: what could not be used as given, and what was done instead."
        )
        yield file_out("REPORT", "Report", "HTML (*.html)", "One page with bills, months, energy poverty and prices.")
        yield file_out(
            "SHARED",
            "Shared hours",
            "Profiles (*.profiles)",
            "File with what every member receives and gives in every hour.",
            by_default=False,
        )

    def calculate(self, parameters, context, feedback) -> dict:
        from ...engine.holon.sharing import SharingOptions, share_energy
        from ..bridge import Outputs, run
        from ..bridge.sharing import SharingInputs

        profiles = settings.profiles(self, parameters, context, "PROFILES")
        options = SharingOptions(
            key=settings.chosen(self, parameters, context, "KEY", KEY_CHOICES),
            price_rule=settings.chosen(self, parameters, context, "PRICE_RULE", PRICE_CHOICES),
            **settings.numbers(
                self,
                parameters,
                context,
                {
                    **{name: told[1] for name, told in {**PRICES, **SUPPLY}.items()},
                    "YEARLY_COST": "yearly_cost_eur",
                    "CONTRACT_KW": "contract_kw",
                },
            ),
            **settings.flags(self, parameters, context, {"TAX_ON_SHARED": "tax_on_shared"}),
            poverty_quote=self.parameterAsDouble(parameters, "POVERTY_QUOTE", context) / 100,
            report_language=language(),
            tr=tr,
        )
        units = {
            layer: settings.chosen(self, parameters, context, name, UNITS)
            for layer, name in (("MEMBERS", "VULNERABLE_UNIT"), ("NEIGHBOURHOODS", "AREA_VULNERABLE_UNIT"))
        }
        inputs = SharingInputs(self, parameters, context, feedback, profiles, units)
        with Outputs(self, parameters, context, feedback) as outputs:
            steps = share_energy(
                profiles, inputs.ids, options, inputs.households, outputs.path("SHARED"), outputs.path("REPORT")
            )
            found = run(steps, feedback, 10, 95)
            outputs.layer("MEMBERS_OUT", found.members, output_fields.SHARING_MEMBERS, QgsWkbTypes.Type.Point)
            problems = [*inputs.problems, *found.problems]
            outputs.problems("PROBLEMS", problems, inputs.crs)
            outputs.summary(SUMMARY, {**found.summary, "problems": len(problems)})
        return outputs.results
