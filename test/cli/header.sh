# The program in the comment at the top of include/cnx.h is test/api/header.c, which is compiled and
# run with the tests of the API.
. test/cli/prelude

sed -n '2,/^   A context/s/^       //p' include/cnx.h > "$tmp/header.c"
diff -u test/api/header.c "$tmp/header.c" || { echo "test/api/header.c is not the program in cnx.h"; exit 1; }
