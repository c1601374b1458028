"""Mechanisms 1 to 8: the lease, its yield, the developer."""

from __future__ import annotations

from workbooks.build.tour.parts import ASSUMED, COMPUTED, Figure, Input, Mechanism

_M = "$M"
_COST = Input("cost", "Price of the data centre", 2000, _M, "S0")
_RENT = Input("rent", "Rent", 200, "$M a year", "S0")
_YEARS = Input("years", "Term", 20, "years", "S0")

LEASES = (
    Mechanism(
        1,
        "Microsoft does not spend $2 billion: it pays $200 million a year for 20 years",
        "S0",
        (
            _COST,
            _RENT,
            _YEARS,
            Input("advance", "Paid in advance", 1, "0 or 1", ASSUMED),
            Input("freq", "Payments a year, if monthly", 12, "a year", ASSUMED),
            Input("payments", "Payments", "={years}*{freq}", "number", ""),
            Input("monthly", "Each", "={rent}/{freq}", _M, ""),
            Input("quarters", "Payments a year, if quarterly", 4, "a year", ASSUMED),
            Input("quarterlies", "Payments", "={years}*{quarters}", "number", ""),
            Input("quarterly", "Each", "={rent}/{quarters}", _M, ""),
        ),
        (
            Figure("Yield it implies, paid in arrears", "% a year", 0.077547, 5e-7, COMPUTED,
                   "RATE({years},-{rent},{cost})", "LEASE_IMPLICIT_RATE({cost},{years},{rent})"),
            Figure("Paid in advance", "% a year", 0.089196, 5e-7, COMPUTED,
                   "RATE({years},-{rent},{cost},0,{advance})",
                   "LEASE_IMPLICIT_RATE({cost},{years},{rent},,{advance})"),
            Figure("Paid monthly in arrears, nominal", "% a year", 0.0795, 5e-6, COMPUTED,
                   "RATE({payments},-{monthly},{cost})*{freq}",
                   "LEASE_IMPLICIT_RATE({cost},{payments},{monthly},,,{freq})"),
            Figure("The same, effective", "% a year", 0.08246, 5e-6, COMPUTED,
                   "(1+RATE({payments},-{monthly},{cost}))^{freq}-1",
                   "YIELD_LEASE_IRR({cost},{payments},{monthly},,,{freq})"),
            Figure("Paid monthly in advance, nominal", "% a year", 0.0804, 5e-6, COMPUTED,
                   "RATE({payments},-{monthly},{cost},0,{advance})*{freq}",
                   "LEASE_IMPLICIT_RATE({cost},{payments},{monthly},,{advance},{freq})"),
            Figure("The same, effective", "% a year", 0.08343, 5e-6, COMPUTED,
                   "(1+RATE({payments},-{monthly},{cost},0,{advance}))^{freq}-1",
                   "YIELD_LEASE_IRR({cost},{payments},{monthly},,{advance},{freq})"),
            Figure("Paid quarterly in arrears, nominal", "% a year", 0.07914, 5e-6, COMPUTED,
                   "RATE({quarterlies},-{quarterly},{cost})*{quarters}",
                   "LEASE_IMPLICIT_RATE({cost},{quarterlies},{quarterly},,,{quarters})"),
            Figure("The same, effective", "% a year", 0.08152, 5e-6, COMPUTED,
                   "(1+RATE({quarterlies},-{quarterly},{cost}))^{quarters}-1",
                   "YIELD_LEASE_IRR({cost},{quarterlies},{quarterly},,,{quarters})"),
        ),
        "The article names no rate; it follows from its three numbers once the time of payment is "
        "chosen.",
    ),
    Mechanism(
        2,
        "A lease that is capitalised is a form of debt",
        "S0",
        (
            _COST,
            _RENT,
            _YEARS,
            Input("rate", "Tenant's borrowing rate", 0.05, "%", ASSUMED),
            Input("advance", "Paid in advance", 1, "0 or 1", ASSUMED),
            Input("share", "Rent for each $ of price", "={rent}/{cost}", "a year", ""),
        ),
        (
            Figure("Liability, paid in arrears", _M, 2492.44, 0.005, COMPUTED,
                   "PV({rate},{years},-{rent})", "LEASE_LIABILITY({rate},{years},{rent})"),
            Figure("Value, paid in advance", _M, 2617.06, 0.005, COMPUTED,
                   "PV({rate},{years},-{rent},0,{advance})",
                   "LEASE_PV({rate},{years},{rent},,{advance})"),
            Figure("Liability of the price", "%", 1.246, 5e-4, COMPUTED,
                   "PV({rate},{years},-{rent})/{cost}",
                   "LEASE_LIABILITY({rate},{years},{share})"),
            Figure("Value in advance, of the price", "%", 1.309, 5e-4, COMPUTED,
                   "PV({rate},{years},-{rent},0,{advance})/{cost}",
                   "LEASE_PV({rate},{years},{share},,{advance})"),
        ),
        "What is owed exceeds the price that was not paid.",
    ),
    Mechanism(
        3,
        "Leasing lowers what is paid today and burdens the future",
        "S0",
        (
            Input("cost", "Price", 2000, _M, "S0"),
            Input("nper", "Term", 20, "years", "S0"),
            Input("pmt", "Rent", 200, "$M a year", "S0"),
            Input("rate", "Rate of the comparison", 0.05, "%", ASSUMED),
            Input("cross", "Years until rent passes price", 10, "years", COMPUTED),
            Input("none", "Without discounting", 0, "%", ASSUMED),
        ),
        (
            Figure("Rent paid by then: the price", _M, 2000, 0.5, COMPUTED,
                   "-PV({none},{cross},{pmt})", "LEASE_PV({none},{cross},{pmt})"),
            Figure("Buying is cheaper by", _M, -492.44, 0.005, COMPUTED,
                   "{cost}+PV({rate},{nper},{pmt})", "LEASE_VS_BUY({deal})", (10, 4)),
        ),
        "Before tax and with nothing left at the end; a residual value or a tax rate moves the "
        "second line.",
        blocks=(("deal", "cost", "rate"),),
    ),
    Mechanism(
        4,
        "The owner of the lease earns X% + 2%, where X% is the yield of the tenant's bonds",
        "S0",
        (
            _COST,
            _YEARS,
            Input("spread", "Over the tenant's bonds", 200, "bp", "S0"),
            Input("x45", "Tenant's bonds", 0.045, "%", ASSUMED),
            Input("x50", "Tenant's bonds", 0.05, "%", ASSUMED),
            Input("x55", "Tenant's bonds", 0.055, "%", ASSUMED),
            Input("x60", "Tenant's bonds", 0.06, "%", ASSUMED),
            *(
                Input(f"above{x}", f"Rent for the 2%, at {x / 10:.1f}%",
                      f"=PMT({{x{x}}},{{years}},{{cost}})"
                      f"-PMT({{x{x}}}+{{spread}}/row_bp,{{years}},{{cost}})",
                      "$M a year", "")
                for x in (50, 45, 55, 60)
            ),
        ),
        (
            *(
                Figure(f"Rent at X = {x / 10:.1f}%", "$M a year", rent, 0.005, COMPUTED,
                       f"-PMT({{x{x}}}+{{spread}}/row_bp,{{years}},{{cost}})",
                       f"YIELD_XPLUS_RENT({{cost}},{{x{x}}},{{spread}},{{years}})")
                for x, rent in ((45, 181.51), (50, 188.79), (55, 196.18), (60, 203.70))
            ),
            *(
                Figure(f"Worth of the 2% at X = {x / 10:.1f}%", _M, worth, 0.5, COMPUTED,
                       f"PV({{x{x}}},{{years}},PMT({{x{x}}}+{{spread}}/row_bp,{{years}},{{cost}}))"
                       "-{cost}",
                       f"LEASE_PV({{x{x}}},{{years}},{{above{x}}})")
                for x, worth in ((50, 353), (45, 361), (55, 344), (60, 336))
            ),
        ),
        "Both rates as effective annual rates, rent paid yearly in arrears.",
    ),
    Mechanism(
        5,
        "Claims 1 and 4 together say what X is: 5.75%",
        "S0",
        (
            _COST,
            _RENT,
            _YEARS,
            Input("x", "Tenant's bonds", 0.0575, "%", COMPUTED),
            Input("spread", "Over the tenant's bonds", 200, "bp", "S0"),
            Input("quarter", "Residual, share of the price", 0.25, "%", ASSUMED),
            Input("half", "Residual, share of the price", 0.5, "%", ASSUMED),
            Input("most", "Residual, share of the price", 0.75, "%", ASSUMED),
            Input("all", "Residual, share of the price", 1, "%", ASSUMED),
            *(
                Input(f"left_{key}", "The same, as an amount", f"={{{key}}}*{{cost}}", _M, "")
                for key in ("quarter", "half", "most", "all")
            ),
            Input("yearly", "Compounding of the lease", 1, "a year", ASSUMED),
            Input("bond", "Compounding of bonds", 2, "a year", ASSUMED),
            Input("yield", "Yield of the lease", "=RATE({years},-{rent},{cost})", "%", ""),
        ),
        (
            Figure("Rent at X + 2%", "$M a year", 200, 0.5, "S0",
                   "-PMT({x}+{spread}/row_bp,{years},{cost})",
                   "YIELD_XPLUS_RENT({cost},{x},{spread},{years})"),
            *(
                Figure(f"Yield if {share} of the price is left", "% a year", rate, 5e-5, COMPUTED,
                       f"RATE({{years}},-{{rent}},{{cost}},-{{{key}}}*{{cost}})",
                       f"YIELD_LEASE_IRR({{cost}},{{years}},{{rent}},{{left_{key}}})")
                for key, share, rate in (
                    ("quarter", "25%", 0.0844), ("half", "50%", 0.0903),
                    ("most", "75%", 0.0954), ("all", "100%", 0.1),
                )
            ),
            Figure("Yield as bonds quote it", "% a year", 0.0761, 5e-6, COMPUTED,
                   "((1+RATE({years},-{rent},{cost}))^({yearly}/{bond})-1)*{bond}",
                   "YIELD_CONVERT({yield},{yearly},{bond})"),
        ),
        '="Against a bond that pays twice a year X is "&TEXT(out_5f-{spread}/row_bp,"0.00%")&", '
        'not "&TEXT({x},"0.00%")&"; both hold only if nothing is left at the end."',
    ),
    Mechanism(
        6,
        "Those who finance do not care whether it is used: they look to the tenant, not to demand",
        "S0",
        (
            Input("spread", "The 2%", 200, "bp", "S0"),
            Input("lgd", "Lost if the tenant defaults", 0.6, "%", ASSUMED),
            Input("ead", "Owed", 2000, _M, "S0"),
            Input("pd", "Default that the 2% pay for", "={spread}/row_bp/{lgd}", "% a year", ""),
        ),
        (
            Figure("Default that the 2% pay for", "% a year", 0.0333, 5e-5, COMPUTED,
                   "{spread}/row_bp/{lgd}"),
            Figure("Loss expected in a year", _M, 40, 0.005, COMPUTED,
                   "{pd}*{lgd}*{ead}", "CREDIT_EXPECTED_LOSS({pd},{lgd},{ead})", (2, 1)),
            Figure("The same as a spread", "bp", 200, 0.5, COMPUTED,
                   "{pd}*{lgd}*row_bp", "CREDIT_EXPECTED_LOSS({pd},{lgd},{ead})", (2, 2)),
        ),
        "What they care for cannot be computed. The 2% break even at defaults of 3.33% a year "
        "where 60% is lost, and the function gives the 2% back; the residual matters after the "
        "fixed term only.",
        tested=False,
    ),
    Mechanism(
        7,
        "Building takes 18 to 24 months before 6 to 12 months of training can begin",
        "S0",
        (
            Input("cost", "Cost before interest, 100 MW", 1200, _M, ASSUMED),
            Input("months", "Construction", 24, "months", "S0"),
            Input("rate", "Rate of the loan", 0.07, "%", ASSUMED),
            Input("ltc", "Loan to cost", 0.7, "%", ASSUMED),
        ),
        (
            Figure("Interest while it is built", _M, 57.859, 5e-4, COMPUTED,
                   "SUMPRODUCT((ax_k<={months})*{cost}*(COS(PI()*(ax_k-1)/{months})"
                   "-COS(PI()*ax_k/{months}))/row_two"
                   "*((1+{ltc}*{rate}/row_months)^({months}-ax_k)-1))",
                   "DEV_DRAW({cost},{months},{rate},{ltc})", ("{months}+row_two", 3)),
            Figure("Loan when it is complete", _M, 880.502, 5e-4, COMPUTED,
                   "{ltc}*({cost}+out_7a)", "DEV_DRAW({cost},{months},{rate},{ltc})",
                   ("{months}+row_two", 5)),
        ),
        "The article gives months and no amounts: shown is the reference development, drawn along "
        "a cosine and pro rata.",
        tested=False,
    ),
    Mechanism(
        8,
        "Labour is the largest cost: 1,000 electricians; CyrusOne, QTS and DPR do the building",
        "S0",
        (
            Input("mw", "Size", 100, "MW", ASSUMED),
            Input("cost_mw", "Construction", 12, "$M a MW", ASSUMED),
            Input("idc", "Interest while it is built", "=out_7a", _M, ""),
        ),
        (
            Figure("Budget of the reference development", _M, 1257.859, 5e-4, COMPUTED,
                   "{mw}*{cost_mw}+{idc}", "DEV_BUDGET({lines})", (10, 2)),
        ),
        "The article gives no amounts, so its order of costs cannot be tested: what is shown is "
        "the budget that claim 7 finances.",
        blocks=(("lines", "mw", "idc"),),
        tested=False,
    ),
)  # fmt: skip
