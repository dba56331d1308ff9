"""The pricing itself: values in, values out; no files, clock, environment or printing.

These are the billing rules that are computed here, under the numbers by which the code cites them. Their sources are
the vendor's price page as announced for 2019-12-01 (P), a later edition of it (L), its pages on arrears (F), and its
pages on services that are billed by the same scheme, the only ones with worked examples (S). Points that the sources
leave open are settings of a price list.

 1. Calls are counted by service, calendar month in Beijing (UTC+8), and account; each count has its own tiers and free
    quota (P).
 2. Volume tiers (阶梯到达): the month's count decides the tier, and every billable call is charged at the unit price of
    that tier. So a bill can fall when usage grows (P, S).
 3. A tier starts at its lower boundary, as L marks (不含); in S a boundary still belongs to the lower tier. A
    price list says `from` or `up_to`.
 4. The tier is decided by all calls of the month (月调用总量, P); elsewhere it is decided by billable calls. A price
    list says `tier_basis`.
 5. The free quota is deducted first, and expires with the month: billable calls = max(0, calls − quota) (P).
 6. cost = billable calls × unit price ÷ per; list cost = calls × unit price ÷ per (P, S).
 7. A month is settled on the 1st to 3rd of the next, computed as on the 1st: the freeze of the month before is
    released, the bill is deducted, and a new freeze is set (P).
 8. The freeze is calls × list price × 100 % (P); in S it is 120 %, or based on the cost. A price list says `freeze`.
 9. A balance below the bill is in arrears; one that covers the bill, but not the freeze, makes the freeze fail (F).
10. Months before charging began cost nothing and freeze nothing (P); a price list says `before_effective`.
11. A service without a price is refused, with the reason; its price is never zero (P).
12. The calls to price are billed calls: an API call with several checks is billed once for each (P).
13. Cost, list cost and freeze of a service and month are rounded half up to 0.01, each from its exact value; the free
    deduction is list cost − cost, and totals are sums of rounded rows.
14. Graduated tiers (阶梯累进): each slice of calls has its own price. Billable calls fill the slices from zero; if all
    calls decide the tier, the free ones fill the lowest slices first. List cost is all calls through the slices (S).
15. Prepaid packs are for one service, and valid in the month in which they are bought and in those after it, as many as
    the list says. At settlement the free quota is taken first, then packs, of several the one that ends first, then
    what is left is billed (L, S). Whether calls that a pack pays for count towards the tier is decided differently by
    the examples of S; a price list says `pack_calls_count`. Where they do not, a month is charged as one without them.
    List cost, cost and pack deduction are each rounded once, and the free deduction is what makes the row add up. The
    freeze is that of the month without its pack calls.
16. A month that is known up to day d of D is projected: its calls so far × D ÷ d, rounded up, by account and service. A
    tier that the calls so far have not reached begins on the first day at whose end calls × day ÷ d, rounded up, has
    reached its start. It is calls that are projected, never costs: the price of each is known when the month ends.
17. The default prices are those announced for 2019-12-01 (P). By the history of the same page they were never charged:
    charging began on 2020-01-01 with lower prices of some services, and other lists followed. The lists charged are a
    shipped set, and a result says by which list it was priced.
"""
