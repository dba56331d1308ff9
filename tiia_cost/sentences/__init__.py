r"""The sentences, each under its code. They are written in English; `messages` says them in either language.

The other language is a gettext catalog in `locale`, where a code is the context of its sentence. Babel maintains it:

    pybabel extract -k _:1c,2,2t -k _:1c,2,3,3t --no-location --no-wrap -o messages.pot tiia_cost/sentences
    pybabel update -D tiia_cost -i messages.pot -d tiia_cost/locale --no-fuzzy-matching --no-wrap \
        --ignore-obsolete --ignore-pot-creation-date
    pybabel compile -D tiia_cost -d tiia_cost/locale
"""

from tiia_cost.sentences.problems import PROBLEMS
from tiia_cost.sentences.results import RESULTS

SENTENCES = {**PROBLEMS, **RESULTS}
