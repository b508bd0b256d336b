#!/usr/bin/env python3
"""Tests of what is installed and packaged: run.py [NAME ...] runs every test, or those whose name contains a
NAME. Ends with a line `N passed, N failed, N skipped`; what is skipped lacks its interpreter."""

import sys
from pathlib import Path

import harness  # noqa: F401  It puts Tests/common on the path.
import suite

FOLDER = Path(__file__).resolve().parent
AT_ONCE = 3


sys.exit(suite.report(suite.chosen(suite.tests(FOLDER), sys.argv[1:]), AT_ONCE))
