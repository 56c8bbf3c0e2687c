/* errors.c - what went wrong, in parts and as a report; and that a context goes on afterwards. */
#include "check.h"

static void expect(CnxContext *cnx, const char *source, const char *kind, const char *text,
                   int line, int column)
{
    CHECK(!cnx_run(cnx, source));
    const CnxError *e = cnx_error_info(cnx);
    CHECK(e != NULL);
    if (strcmp(e->kind, kind) != 0 || !strstr(e->text, text) || e->line != line ||
        e->column != column) {
        printf("%s\ngave (%s) %s at %s:%d:%d\n", source, e->kind, e->text, e->file, e->line,
               e->column);
        exit(1);
    }
    CHECK(strcmp(e->file, line ? "source" : "") == 0);
    CHECK(strcmp(e->report, cnx_error(cnx)) == 0);
    CHECK(strstr(e->report, e->text) && strstr(e->report, kind));
}

int main(void)
{
    CnxContext *cnx = context();
    CHECK(cnx_error_info(cnx) == NULL && strcmp(cnx_error(cnx), "") == 0);

    expect(cnx, "x = 1\n  Nx.add(Nx.iota({4, 3}), Nx.iota({5}))", "ArgumentError",
           "cannot broadcast tensor of dimensions {4, 3} to {5}", 2, 3);
    expect(cnx, "x = (1 +", "TokenMissingError", "missing terminator", 1, 5);
    expect(cnx, "raise KeyError, key: :a, term: %{}", "KeyError", "key :a not found in: %{}", 1, 1);
    expect(cnx, "throw(:ball)", "throw", ":ball", 1, 1);
    expect(cnx, "M.quotient(Nx.tensor([1, 2]), Nx.tensor([1, 0]))", "ArithmeticError",
           "bad argument in arithmetic expression", 6, 28); /* in the program */
    expect(cnx,
           "defmodule L do\n  import Nx.Defn\n  defn f(n) do\n    while n, n < 9 do\n"
           "      n * 1.5\n    end\n  end\nend\nL.f(Nx.tensor(0))",
           "CompileError", "the do-block in while must return tensors with the same shape", 4, 5);
    expect(cnx, "Nx.iota({1000000, 1000000})", "SystemLimitError", "s32[1000000][1000000]", 1, 1);
    expect(cnx, "defmodule R do\n  def f(n), do: 1 + f(n + 1)\nend\nR.f(0)", "SystemLimitError",
           "the stack is full", 2, 21);
    expect(cnx, "defmodule D do\n  import Nx.Defn\n  defn f(n), do: 1 + f(n + 1)\nend\nD.f(0)",
           "SystemLimitError", "the stack is full", 3, 8);

    /* What has no place has none in its parts either. */
    CHECK(!cnx_run_file(cnx, "/no/such/file.exs"));
    CHECK(strcmp(cnx_error_info(cnx)->kind, "File.Error") == 0);
    CHECK(cnx_error_info(cnx)->line == 0 && strcmp(cnx_error_info(cnx)->file, "") == 0);
    CHECK(cnx_tensor_new(cnx, "f33", 0, NULL, NULL) == NULL);
    CHECK(strstr(cnx_error(cnx), "there is no dtype \"f33\""));
    CHECK(cnx_tensor_new(cnx, "f32", 33, NULL, NULL) == NULL);
    CHECK(cnx_tensor_new(cnx, "f32", 1, (int64_t[]){-1}, NULL) == NULL);
    CHECK(cnx_tensor_new(cnx, "f32", 2, (int64_t[]){INT64_MAX, 2}, NULL) == NULL);
    CHECK(cnx_tensor_new(cnx, "f64", 1, (int64_t[]){INT64_MAX / 16}, NULL) == NULL);
    CHECK(strcmp(cnx_error_info(cnx)->kind, "SystemLimitError") == 0);
    CHECK(cnx_tensor_new(NULL, "f33", 0, NULL, NULL) == NULL);

    /* The next call starts anew. */
    CHECK(cnx_run(cnx, "1 + 1"));
    CHECK(cnx_error_info(cnx) == NULL && strcmp(cnx_error(cnx), "") == 0);
    cnx_context_free(cnx);
    puts("ok");
    return 0;
}
