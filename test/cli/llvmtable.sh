#!/bin/bash
# The table of what runs each operation on llvm is what the plans say.
. test/cli/prelude
[ -e "$(dirname "$CNX")/test/op_test" ] || { echo "op_test is not built"; exit 77; }

BUILD=$(dirname "$CNX") tools/llvmtable check
