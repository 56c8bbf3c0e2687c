/* fault_test.c - every buffer allocation of ten small programs fails in turn.

   Whichever fails, the program must end with SystemLimitError, or with what it says where it
   rescues that, and the machine must be usable afterwards. All runs of a sample together may not
   leave more behind than malloc itself keeps; the sanitizers of the hostile build see every leak.
 */
#include "base/mem.h"
#include "lang/machine.h"
#include "lang/vm.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

static int passed, count_failed;

/* --- the hook --- */

static _Atomic int64_t asked, fails_at; /* allocations so far; the one that fails, from 1 */

static bool fault(size_t size)
{
    (void)size;
    return atomic_fetch_add(&asked, 1) + 1 == atomic_load(&fails_at);
}

/* --- programs: the value of each is true --- */

typedef struct Sample {
    const char *name, *text;
} Sample;

#define DEFN(body) "defmodule M do\n  import Nx.Defn\n" body "\nend\n"

static const Sample samples[] = {
    {"eager arithmetic", "x = Nx.add(Nx.iota({3, 4}), 1)\n"
                         "Nx.to_number(Nx.sum(Nx.multiply(x, x))) == 650"},
    {"views and joins", "x = Nx.concatenate([Nx.iota({2, 3}), Nx.iota({1, 3})])\n"
                        "y = Nx.pad(Nx.transpose(Nx.reverse(x)), 7, [{1, 0, 1}, {0, 2, 0}])\n"
                        "Nx.shape(Nx.slice(y, [1, 1], [2, 2])) == {2, 2}"},
    {"a definition",
     DEFN("  defn f(x), do: Nx.exp(x) / Nx.sum(Nx.exp(x))") "Nx.shape(M.f(Nx.tensor([1.0, 2.0, "
                                                            "3.0]))) == {3}"},
    {"a gradient",
     DEFN("  defn f(x, w), do: Nx.sum(Nx.tanh(Nx.dot(x, w)))\n"
          "  defn g(x, w), do: grad({x, w}, fn {x, w} -> f(x, w) end)") "{a, b} = M.g(Nx.iota({2, "
                                                                        "3}, type: :f32), "
                                                                        "Nx.iota({3, 2}, type: "
                                                                        ":f32))\n"
                                                                        "Nx.shape(a) == {2, 3} and "
                                                                        "Nx.shape(b) == {3, 2}"},
    {"a loop", DEFN("  defn f(x) do\n    {x, _} = while {x, i = 0}, i < 5, do: {x * 2, i + 1}\n"
                    "    x\n  end") "Nx.to_flat_list(M.f(Nx.tensor([1, 2]))) == [32, 64]"},
    {"a branch", DEFN("  defn f(x) do\n    cond do\n      Nx.sum(x) > 3 -> x * 2\n"
                      "      true -> x - 1\n    end\n  end") "Nx.to_flat_list(M.f(Nx.tensor([1, "
                                                             "4]))) == [2, 8]"},
    {"sorting", "x = Nx.tensor([3.0, 1.0, 2.0])\n"
                "Nx.to_flat_list(Nx.take(x, Nx.argsort(x))) == Nx.to_flat_list(Nx.sort(x))"},
    {"scattering", "x = Nx.indexed_add(Nx.iota({4}), Nx.tensor([[1], [1]]), Nx.tensor([5, 6]))\n"
                   "Nx.to_flat_list(Nx.cumulative_sum(x)) == [0, 12, 14, 17]"},
    {"random numbers", "{x, _} = Nx.Random.uniform(Nx.Random.key(1), shape: {4})\n"
                       "Nx.to_number(Nx.all(Nx.less(x, 1))) == 1"},
    {"a rescue", "try do\n"
                 "  Nx.to_number(Nx.dot(Nx.iota({3, 3}), Nx.iota({3, 3}))[1][1]) == 54\n"
                 "rescue\n  e in SystemLimitError -> String.contains?(Exception.message(e), "
                 "\"memory\")\nend"},
};

/* --- running --- */

static bool is_true(Value v)
{
    bool ok = is_atom(v, SYM_true);
    value_free(v);
    return ok;
}

static Value evaluate(Cx *cx, Script *script, const char *text)
{
    return script_source(script, source_add(cx, STR("sample"), str_of(text), false));
}

/* Runs the sample with one failing allocation (0: none). What it broke, or NULL; *ended: it failed
   as it should. */
static const char *run(const Sample *sample, int64_t at, bool *ended)
{
    Cx cx;
    cx_init(&cx);
    Vm *vm = vm_new(&cx);
    Script script;
    Text message = {0};
    const char *broken = NULL;
    script_init(vm, &script);
    atomic_store(&asked, 0);
    atomic_store(&fails_at, at);
    Value v = evaluate(&cx, &script, sample->text);
    bool failed_here = v.tag == TAG_poison;
    atomic_store(&fails_at, 0);
    *ended = failed_here;
    if (!failed_here && !is_atom(v, SYM_true)) {
        value_inspect(vm, &message, v, &inspect_defaults);
        printf("the value is %s\n", text_cstr(&message));
        broken = "the value is not true";
    }
    value_free(v);
    message.len = 0;
    if (failed_here)
        raised_message(vm, &message);
    if (failed_here && strstr(text_cstr(&message), "(SystemLimitError)") == NULL) {
        printf("%s\n", text_cstr(&message));
        broken = "it is no SystemLimitError";
    }
    if (broken == NULL && !is_true(evaluate(&cx, &script, "Nx.to_number(Nx.add(1, 1)) == 2")))
        broken = "the machine cannot be used afterwards";
    text_free(&message);
    vm_free(vm);
    script_free(&script);
    cx_free(&cx);
    return broken;
}

static void run_sample(const Sample *sample)
{
    bool ended;
    int64_t count = 1, failures = 0;
    const char *broken = NULL;
    for (int64_t at = 0; broken == NULL && at <= count; at++) {
        broken = run(sample, at, &ended);
        if (at == 0)
            count = atomic_load(&asked);
        failures += ended;
        if (broken)
            printf("%s, allocation %lld of %lld: %s\n", sample->name, (long long)at,
                   (long long)count, broken);
    }
    if (broken == NULL && failures == 0 && strstr(sample->text, "rescue") == NULL) {
        printf("%s: nothing failed\n", sample->name);
        broken = "";
    }
    if (broken)
        count_failed++;
    else
        passed++;
}

int main(void)
{
    mem_fault = fault;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
        run_sample(&samples[i]);
    printf("%d passed, %d failed\n", passed, count_failed);
    return count_failed > 0;
}
