"""Run the program as ``python -m tiia_cost``."""

import sys

from tiia_cost.cli import main

sys.exit(main())
