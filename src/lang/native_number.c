/* native_number.c - arithmetic and comparison as functions, rounding, bits.

   The number_* functions are what the operators of the language mean, too. */
#include "lang/native.h"

#include <math.h>

/* --- arithmetic --- */

/* Both operands as doubles, or ArithmeticError. */
static bool doubles(Vm *vm, const char *name, Value a, Value b, double *x, double *y)
{
    if (number_double(a, x) && number_double(b, y) && isfinite(*x) && isfinite(*y))
        return true;
    fail_operation(vm, name, a, b);
    return false;
}

/* The result of a and b, if it is finite. */
static Value float_result(Vm *vm, const char *name, Value a, Value b, double x)
{
    return isfinite(x) ? value_float(x) : fail_operation(vm, name, a, b);
}

Value number_add(Vm *vm, Value a, Value b)
{
    if (is_integer(a) && is_integer(b))
        return integer_add(a, b);
    double x, y;
    return doubles(vm, "+", a, b, &x, &y) ? float_result(vm, "+", a, b, x + y) : POISON;
}

Value number_subtract(Vm *vm, Value a, Value b)
{
    if (is_integer(a) && is_integer(b))
        return integer_subtract(a, b);
    double x, y;
    return doubles(vm, "-", a, b, &x, &y) ? float_result(vm, "-", a, b, x - y) : POISON;
}

Value number_multiply(Vm *vm, Value a, Value b)
{
    if (is_integer(a) && is_integer(b))
        return integer_multiply(vm_cx(vm), a, b);
    double x, y;
    return doubles(vm, "*", a, b, &x, &y) ? float_result(vm, "*", a, b, x * y) : POISON;
}

Value number_divide(Vm *vm, Value a, Value b)
{
    double x, y;
    return doubles(vm, "/", a, b, &x, &y) ? float_result(vm, "/", a, b, x / y) : POISON;
}

static bool is_zero(Value v)
{
    return v.tag == TAG_int && v.i == 0;
}

Value number_quotient(Vm *vm, Value a, Value b)
{
    if (!is_integer(a) || !is_integer(b) || is_zero(b))
        return fail_operation(vm, "div", a, b);
    return integer_quotient(vm_cx(vm), a, b);
}

Value number_remainder(Vm *vm, Value a, Value b)
{
    if (!is_integer(a) || !is_integer(b) || is_zero(b))
        return fail_operation(vm, "rem", a, b);
    return integer_remainder(vm_cx(vm), a, b);
}

Value number_power(Vm *vm, Value a, Value b)
{
    if (!is_number(a) || !is_number(b))
        return vm_no_clause(vm, "Kernel.**", 2);
    if (is_integer(a) && is_integer(b) && integer_compare(b, value_int(0)) >= 0)
        return integer_power(vm, a, b);
    double x, y;
    return doubles(vm, "**", a, b, &x, &y) ? finite_float(vm, pow(x, y)) : POISON;
}

NATIVE(fn_kernel_add)
{
    return number_add(vm, args[0], args[1]);
}

NATIVE(fn_kernel_subtract)
{
    return number_subtract(vm, args[0], args[1]);
}

NATIVE(fn_kernel_multiply)
{
    return number_multiply(vm, args[0], args[1]);
}

NATIVE(fn_kernel_divide)
{
    return number_divide(vm, args[0], args[1]);
}

NATIVE(fn_kernel_power)
{
    return number_power(vm, args[0], args[1]);
}

NATIVE(fn_kernel_div)
{
    return number_quotient(vm, args[0], args[1]);
}

NATIVE(fn_kernel_rem)
{
    return number_remainder(vm, args[0], args[1]);
}

NATIVE(fn_kernel_plus)
{
    return is_number(args[0]) ? value_ref(args[0]) : fail_operation(vm, "+", args[0], POISON);
}

NATIVE(fn_kernel_minus)
{
    if (args[0].tag == TAG_float)
        return value_float(-args[0].f);
    return is_integer(args[0]) ? integer_negate(args[0]) : fail_operation(vm, "-", args[0], POISON);
}

NATIVE(fn_kernel_abs)
{
    Value x = args[0];
    if (x.tag == TAG_float)
        return value_float(fabs(x.f));
    if (!is_integer(x))
        return vm_bad_argument(vm, 1, "not a number");
    return integer_compare(x, value_int(0)) < 0 ? integer_negate(x) : value_ref(x);
}

/* --- rounding to integers --- */

static Value rounded(Vm *vm, Value x, double (*f)(double))
{
    if (x.tag == TAG_float)
        return integer_of_double(f(x.f));
    return is_integer(x) ? value_ref(x) : vm_bad_argument(vm, 1, "not a number");
}

NATIVE(fn_kernel_ceil)
{
    return rounded(vm, args[0], ceil);
}

NATIVE(fn_kernel_floor)
{
    return rounded(vm, args[0], floor);
}

NATIVE(fn_kernel_round)
{
    return rounded(vm, args[0], round);
}

NATIVE(fn_kernel_trunc)
{
    return rounded(vm, args[0], trunc);
}

/* --- comparison --- */

NATIVE(fn_kernel_eq)
{
    return value_bool(value_equal(args[0], args[1], false));
}

NATIVE(fn_kernel_ne)
{
    return value_bool(!value_equal(args[0], args[1], false));
}

NATIVE(fn_kernel_strict_eq)
{
    return value_bool(value_equal(args[0], args[1], true));
}

NATIVE(fn_kernel_strict_ne)
{
    return value_bool(!value_equal(args[0], args[1], true));
}

NATIVE(fn_kernel_lt)
{
    return value_bool(value_compare(vm, args[0], args[1], false) < 0);
}

NATIVE(fn_kernel_gt)
{
    return value_bool(value_compare(vm, args[0], args[1], false) > 0);
}

NATIVE(fn_kernel_le)
{
    return value_bool(value_compare(vm, args[0], args[1], false) <= 0);
}

NATIVE(fn_kernel_ge)
{
    return value_bool(value_compare(vm, args[0], args[1], false) >= 0);
}

NATIVE(fn_kernel_max)
{
    return value_ref(value_compare(vm, args[0], args[1], false) >= 0 ? args[0] : args[1]);
}

NATIVE(fn_kernel_min)
{
    return value_ref(value_compare(vm, args[0], args[1], false) <= 0 ? args[0] : args[1]);
}

NATIVE(fn_kernel_not)
{
    if (args[0].tag != TAG_atom || (args[0].atom != SYM_true && args[0].atom != SYM_false))
        return fail_argument(vm);
    return value_bool(args[0].atom == SYM_false);
}

NATIVE(fn_kernel_bang)
{
    return value_bool(!is_truthy(args[0]));
}

/* --- bits --- */

static Value bitwise(Vm *vm, const Value *args, char op)
{
    const char *name = op == '&' ? "band" : op == '|' ? "bor" : "bxor";
    if (!is_integer(args[0]) || !is_integer(args[1]))
        return fail_operation(vm, name, args[0], args[1]);
    return integer_bitwise(args[0], args[1], op);
}

NATIVE(fn_bitwise_and)
{
    return bitwise(vm, args, '&');
}

NATIVE(fn_bitwise_or)
{
    return bitwise(vm, args, '|');
}

NATIVE(fn_bitwise_xor)
{
    return bitwise(vm, args, '^');
}

NATIVE(fn_bitwise_not)
{
    if (!is_integer(args[0]))
        return fail_operation(vm, "bnot", args[0], POISON);
    Value negative = integer_negate(args[0]);
    Value result = integer_subtract(negative, value_int(1));
    value_free(negative);
    return result;
}

static Value shifted(Vm *vm, Value x, Value by, bool left)
{
    if (!is_integer(x) || !is_integer(by))
        return fail_operation(vm, left ? "bsl" : "bsr", x, by);
    /* A distance that needs more than 63 bits shifts everything out, or is too much. */
    bool positive = integer_compare(by, value_int(0)) >= 0;
    int64_t far = INT64_C(1) << 62;
    int64_t n = by.tag == TAG_int && by.i > -far && by.i < far ? by.i : positive ? far : -far;
    return is_zero(x) ? value_int(0) : integer_shift(vm, x, left ? n : -n);
}

NATIVE(fn_bitwise_shift_left)
{
    return shifted(vm, args[0], args[1], true);
}

NATIVE(fn_bitwise_shift_right)
{
    return shifted(vm, args[0], args[1], false);
}
