"""The pricing itself: values in, values out; no files, clock, environment or printing.

The rules that are computed here, under the numbers that the code names them by. Their sources are the vendor's price
page as it stood on 2019-12-01 (P), a later edition of it (L), the pages on arrears (F), and those of services that are
billed by the same scheme, which alone have worked examples (S). What they leave open is data of a price list.

 1. Calls are counted by service, calendar month in Beijing (UTC+8), and account; each has its own tiers and quota (P).
 2. Volume tiers (阶梯到达): the month's count decides the tier, and every billable call is charged at its price. So a
    bill can fall when usage grows (P, S).
 3. A tier starts at its lower bound, as L marks (不含); by S a bound is still of the lower tier. A list says `from` or
    `up_to`.
 4. The tier is decided by all calls (月调用总量, P); others decide by the billable ones. A list says `tier_basis`.
 5. The free quota is deducted first, and expires with the month: billable = max(0, calls − quota) (P).
 6. cost = billable × unit price ÷ per; list cost = calls × unit price ÷ per (P, S).
 7. A month is settled on the 1st of the next: its freeze is released, the bill deducted, a new freeze set (P).
 8. The freeze is calls × list price × 100 % (P); by S 120 %, or of the cost. A list says `freeze`.
 9. A balance below the bill is in arrears; one that covers it, but not the freeze, makes the freeze fail (F).
10. Months before charging began cost and freeze nothing (P); a list says `before_effective`.
11. What has no price is refused, with the reason; it is never zero (P).
12. What is priced is the number of billed calls: an API call with several checks is billed once for each (P).
13. Cost, list cost and freeze of a service and month are rounded half up to 0.01, each from its exact value; the free
    deduction is list cost − cost, and totals are sums of rounded rows.
14. Graduated tiers (阶梯累进): billable calls fill the slices from zero; where all calls decide, the free ones fill the
    lowest first. List cost is all calls through the slices (S).
"""
