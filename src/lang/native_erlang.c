/* native_erlang.c - what is left of :erlang, :rand, Process and System: clocks, raising,
   the process dictionary and the environment. */
#include "lang/exec.h"
#include "lang/native.h"

#include "cnx.h"

#include <math.h>
#include <time.h>
#include <string.h>
#include <unistd.h>

/* --- :erlang --- */

NATIVE(fn_erlang_raise)
{
    if (is_atom(args[0], SYM_throw))
        return vm_raise(vm, RAISE_throw, value_ref(args[1]));
    if (is_atom(args[0], vm_atom(vm, "exit").atom))
        return vm_raise(vm, RAISE_exit, value_ref(args[1]));
    if (args[2].tag == TAG_cons)
        raise_again(vm, args[0], args[1]);
    else
        vm_raise(vm, RAISE_error, value_ref(args[1]));
    return POISON;
}

NATIVE(fn_unique_integer)
{
    return value_int((int64_t)vm_new_reference(vm));
}

/* --- clocks --- */

/* Units a second of a time unit: an atom or a number; 0 when it is none. */
static int64_t unit_rate(Vm *vm, Value unit)
{
    static const struct {
        const char *name;
        int64_t rate;
    } units[] = {
        {"native", 1000000000},       {"second", 1},
        {"millisecond", 1000},        {"microsecond", 1000000},
        {"nanosecond", 1000000000},   {"seconds", 1},
        {"milli_seconds", 1000},      {"micro_seconds", 1000000},
        {"nano_seconds", 1000000000},
    };
    if (unit.tag == TAG_atom)
        for (size_t i = 0; i < sizeof units / sizeof *units; i++)
            if (str_is(sym_text(vm_cx(vm), unit.atom), units[i].name))
                return units[i].rate;
    return is_size(unit, 1) ? unit.i : 0;
}

static Value no_unit(Vm *vm, Value unit)
{
    Text shown = {0};
    value_inspect(vm, &shown, unit, &inspect_defaults);
    vm_fail(
        vm, EXC_ArgumentError,
        "unsupported time unit. Expected :second, :millisecond, :microsecond, :nanosecond, or a "
        "positive integer, got %s",
        text_cstr(&shown));
    text_free(&shown);
    return POISON;
}

static Value clock_value(Vm *vm, clockid_t clock, const Value *args, int count)
{
    struct timespec now;
    clock_gettime(clock, &now);
    int64_t rate = count == 1 ? unit_rate(vm, args[0]) : 1000000000;
    if (rate == 0)
        return vm_bad_argument(vm, 1, "invalid time unit");
    int64_t nanoseconds = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
    Value scaled = integer_multiply(vm_cx(vm), value_int(nanoseconds), value_int(rate));
    Value time = integer_quotient(vm_cx(vm), scaled, value_int(1000000000));
    value_free(scaled);
    return time;
}

NATIVE(fn_system_time)
{
    return clock_value(vm, CLOCK_REALTIME, args, count);
}

/* {megaseconds, seconds, microseconds}. */
NATIVE(fn_os_timestamp)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    int64_t seconds = now.tv_sec;
    return TUPLE(value_int(seconds / 1000000), value_int(seconds % 1000000),
                 value_int(now.tv_nsec / 1000));
}

NATIVE(fn_monotonic_time)
{
    return clock_value(vm, CLOCK_MONOTONIC, args, count);
}

/* Cnx.Time.offset(seconds): by how many seconds local time is ahead of UTC at this Posix time. */
NATIVE(fn_time_offset)
{
    struct tm local;
    if (args[0].tag != TAG_int)
        return fail_argument(vm);
    time_t at = (time_t)args[0].i;
    return value_int(localtime_r(&at, &local) ? local.tm_gmtoff : 0);
}

NATIVE(fn_convert_time_unit)
{
    int64_t from = unit_rate(vm, args[1]), to = unit_rate(vm, args[2]);
    if (!is_integer(args[0]))
        return fail_argument(vm);
    if (!from || !to)
        return no_unit(vm, args[from ? 2 : 1]);
    /* Rounded down, also below zero. */
    Value scaled = integer_multiply(vm_cx(vm), args[0], value_int(to));
    Value quotient = integer_quotient(vm_cx(vm), scaled, value_int(from));
    Value rest = integer_remainder(vm_cx(vm), scaled, value_int(from));
    value_free(scaled);
    bool below = integer_compare(rest, value_int(0)) < 0;
    value_free(rest);
    Value time = below ? integer_subtract(quotient, value_int(1)) : value_ref(quotient);
    value_free(quotient);
    return time;
}

/* Sleeps so many milliseconds, in pieces that notice an interrupt. */
NATIVE(fn_sleep)
{
    if (!is_size(args[0], 0) && !is_atom(args[0], SYM_infinity))
        return vm_no_clause(vm, "Process.sleep", 1);
    int64_t left = args[0].tag == TAG_int ? args[0].i : INT64_MAX;
    while (left > 0 && !interrupted(vm_cx(vm))) {
        int64_t piece = left < 10 ? left : 10;
        struct timespec pause = {0, (long)piece * 1000000};
        nanosleep(&pause, NULL);
        left -= piece;
    }
    return left > 0 ? POISON : value_atom(SYM_ok);
}

/* --- the process dictionary --- */

NATIVE(fn_process_get)
{
    Value *all = vm_dictionary(vm);
    if (count == 0)
        return fn_map_to_list(vm, all, 1);
    Value v = map_at(*all, args[0]);
    return value_ref(v.tag != TAG_poison ? v : count == 2 ? args[1] : VALUE_NIL);
}

NATIVE(fn_process_put)
{
    Value *all = vm_dictionary(vm);
    Value old = fn_process_get(vm, args, 1);
    *all = map_with(vm, *all, value_ref(args[0]), value_ref(args[1]));
    return old;
}

NATIVE(fn_process_delete)
{
    Value *all = vm_dictionary(vm);
    Value old = fn_process_get(vm, args, 1);
    *all = map_without(vm, *all, args[0]);
    return old;
}

/* --- the system --- */

NATIVE(fn_cnx_version)
{
    return value_binary(STR(CNX_VERSION));
}

/* A name for the environment; false after an error. */
static bool env_name(Vm *vm, Value v, Text *out)
{
    *out = (Text){0};
    if (!is_binary(v)) {
        vm_no_clause(vm, "System.get_env", 1);
        return false;
    }
    if (memchr(binary_str(v).at, '=', binary_str(v).len)) {
        vm_bad_argument(vm, 1, "\"=\" characters is not allowed in environment variable names");
        return false;
    }
    text_add(out, binary_str(v));
    return true;
}

NATIVE(fn_system_getenv)
{
    Text name;
    if (!env_name(vm, args[0], &name))
        return POISON;
    const char *found = getenv(text_cstr(&name));
    text_free(&name);
    return found ? value_binary(str_of(found)) : VALUE_NIL;
}

NATIVE(fn_system_environment)
{
    Value map = map_new();
    for (char **e = environ; *e; e++) {
        Str entry = str_of(*e);
        size_t at = 0;
        while (at < entry.len && entry.at[at] != '=')
            at++;
        Value value = value_binary(str_slice(entry, at < entry.len ? at + 1 : at, entry.len));
        map = map_with(vm, map, value_binary(str_slice(entry, 0, at)), value);
    }
    return map;
}

NATIVE(fn_system_setenv)
{
    Text name, value = {0};
    if (!is_binary(args[0]) || !is_binary(args[1]))
        return vm_no_clause(vm, "System.put_env", 2);
    if (memchr(binary_str(args[0]).at, '=', binary_str(args[0]).len)) {
        Text shown = {0};
        value_inspect(vm, &shown, args[0], &inspect_defaults);
        vm_fail(vm, EXC_ArgumentError,
                "cannot execute System.put_env/2 for key with \"=\", got: %s", text_cstr(&shown));
        text_free(&shown);
        return POISON;
    }
    if (!env_name(vm, args[0], &name))
        return POISON;
    text_add(&value, binary_str(args[1]));
    setenv(text_cstr(&name), text_cstr(&value), 1);
    text_free(&name);
    text_free(&value);
    return value_atom(SYM_ok);
}

NATIVE(fn_system_unsetenv)
{
    Text name;
    if (!env_name(vm, args[0], &name))
        return POISON;
    unsetenv(text_cstr(&name));
    text_free(&name);
    return value_atom(SYM_ok);
}

NATIVE(fn_system_argv)
{
    if (count == 0)
        return value_ref(*vm_arguments(vm));
    if (!is_proper_list(args[0]))
        return vm_no_clause(vm, "System.argv", 1);
    value_free(*vm_arguments(vm));
    *vm_arguments(vm) = value_ref(args[0]);
    return value_atom(SYM_ok);
}

/* Ends the program: whoever runs it takes the exit {:halt, status} as its status. */
NATIVE(fn_system_halt)
{
    Value status = count ? value_ref(args[0]) : value_int(0);
    return vm_raise(vm, RAISE_exit, TUPLE(vm_atom(vm, "halt"), status));
}

NATIVE(fn_schedulers_online)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return value_int(n > 0 ? n : 1);
}

NATIVE(fn_system_pid)
{
    Text text = {0};
    text_print(&text, "%d", (int)getpid());
    return text_value(&text);
}
