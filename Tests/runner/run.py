#!/usr/bin/env python3
"""Tests of the test runner and of make lint: run.py [NAME ...]. Ends with a line `N passed, N failed`."""

import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent / "common"))
import suite  # noqa: E402

sys.exit(suite.report(suite.chosen(suite.tests(FOLDER), sys.argv[1:]), 2))
