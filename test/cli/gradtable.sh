#!/bin/bash
# The table of derivatives is what the code says.
. test/cli/prelude

tools/gradtable --check
