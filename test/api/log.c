/* log.c - what programs print goes where the caller wants it. */
#include "check.h"

static char seen[2][4096];

static void keep(void *user, CnxStream stream, const char *text, size_t length)
{
    CHECK(user == seen);
    strncat(seen[stream == CNX_ERRORS], text, length);
}

int main(void)
{
    CnxContext *cnx = context();
    cnx_set_log(cnx, keep, seen);
    CHECK(cnx_run(cnx, "IO.puts(\"one\")\nIO.puts(:stderr, \"two\")\nIO.inspect(3)"));
    CHECK(strcmp(seen[0], "one\n3\n") == 0);
    CHECK(strcmp(seen[1], "two\n") == 0);
    CHECK(!cnx_run(cnx, "IO.puts(\"before\")\nraise \"oops\""));
    CHECK(strstr(seen[0], "before\n"));
    cnx_set_log(cnx, NULL, NULL);
    CHECK(cnx_run(cnx, "IO.puts(\"on standard output again\")"));
    CHECK(!strstr(seen[0], "again"));
    cnx_context_free(cnx);
    puts("ok");
    return 0;
}
