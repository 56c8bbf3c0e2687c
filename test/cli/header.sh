# The program in the comment at the top of include/cnx.h is test/api/header.c, which the api tests
# compile and run.
. test/cli/prelude

sed -n '3,/^   A context/p' include/cnx.h | sed '$d' | sed 's/^       //' | sed '$d' > "$tmp/header.c"
if ! diff -u test/api/header.c "$tmp/header.c"; then
    echo "test/api/header.c is not the program in include/cnx.h"
    exit 1
fi
