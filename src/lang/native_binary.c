/* native_binary.c - bytes of binaries: repeated, cut out, read as numbers and made of them. */
#include "lang/native.h"

#include "base/md5.h"

#include <string.h>
#include <zlib.h>

NATIVE(fn_string_duplicate)
{
    if (!is_binary(args[0]))
        return vm_bad_argument(vm, 1, "not a binary");
    if (!is_integer(args[1]))
        return vm_bad_argument(vm, 2, "not an integer");
    Str s = binary_str(args[0]);
    enum { MOST = 1 << 30 };
    if (!is_size(args[1], 0) || (s.len && args[1].i > (int64_t)(MOST / s.len)))
        return vm_bad_argument(vm, 2, "out of range");
    size_t times = s.len ? (size_t)args[1].i : 0;
    char *at;
    Value v = value_binary_new(s.len * times, &at);
    size_t whole = s.len * times, done = whole ? s.len : 0, more;
    memcpy(at, s.at, done);
    for (; done < whole; done += more) { /* what is there is doubled */
        more = done < whole - done ? done : whole - done;
        memcpy(at + done, at, more);
    }
    return v;
}

NATIVE(fn_binary_copy)
{
    return count == 2 ? fn_string_duplicate(vm, args, 2)
                      : fn_string_duplicate(vm, (Value[]){args[0], value_int(1)}, 2);
}

NATIVE(fn_binary_at)
{
    if (!is_binary(args[0]) || !is_size(args[1], 0) || args[1].i >= (int64_t)args[0].binary->len)
        return fail_argument(vm);
    return value_int((uint8_t)args[0].binary->at[args[1].i]);
}

NATIVE(fn_binary_first)
{
    if (is_binary(args[0]) && args[0].binary->len == 0)
        return vm_bad_argument(vm, 1, "a zero-sized binary is not allowed");
    return fn_binary_at(vm, (Value[]){args[0], value_int(0)}, 2);
}

NATIVE(fn_binary_last)
{
    int64_t last = is_binary(args[0]) ? (int64_t)args[0].binary->len - 1 : 0;
    if (last < 0)
        return vm_bad_argument(vm, 1, "a zero-sized binary is not allowed");
    return fn_binary_at(vm, (Value[]){args[0], value_int(last)}, 2);
}

NATIVE(fn_binary_to_list)
{
    if (!is_binary(args[0]))
        return vm_bad_argument(vm, 1, "not a binary");
    ListBuilder list = LIST_BUILDER;
    Str s = binary_str(args[0]);
    for (size_t i = 0; i < s.len; i++)
        if (!list_add(vm, &list, value_int((uint8_t)s.at[i])))
            break;
    return list.list;
}

NATIVE(fn_iodata_to_binary)
{
    if (is_binary(args[0]))
        return value_ref(args[0]);
    Text out = {0};
    if (is_list(args[0]) && iodata_add(&out, args[0]))
        return text_value(&out);
    text_free(&out);
    return vm_bad_argument(vm, 1, "not an iodata term");
}

typedef unsigned long Checksum(unsigned long start, const unsigned char *data, size_t size);

/* (iodata) or (start, iodata): zlib's sums, going on from one of data before. */
static Value checksum(Vm *vm, const Value *args, int count, int64_t start, Checksum *sum)
{
    if (count == 2 && !is_integer(args[0]))
        return vm_bad_argument(vm, 1, "not an integer");
    if (count == 2 && (!is_size(args[0], 0) || args[0].i > UINT32_MAX))
        return vm_bad_argument(vm, 1, "out of range");
    Text bytes = {0};
    Value data = args[count - 1];
    if (!is_binary(data) && !(is_list(data) && iodata_add(&bytes, data))) {
        text_free(&bytes);
        return vm_bad_argument(vm, count, "not an iodata term");
    }
    Str s = is_binary(data) ? binary_str(data) : text_str(&bytes);
    start = count == 2 ? args[0].i : start;
    Value v = value_int((int64_t)sum((unsigned long)start, (const unsigned char *)s.at, s.len));
    text_free(&bytes);
    return v;
}

NATIVE(fn_crc32)
{
    return checksum(vm, args, count, 0, crc32_z);
}

NATIVE(fn_adler32)
{
    return checksum(vm, args, count, 1, adler32_z);
}

/* The digest of the bytes of a binary or of iodata. */
NATIVE(fn_md5)
{
    Text bytes = {0};
    uint8_t digest[MD5_SIZE];
    if (!is_binary(args[0]) && !(is_list(args[0]) && iodata_add(&bytes, args[0]))) {
        text_free(&bytes);
        return vm_bad_argument(vm, 1, "not an iodata term");
    }
    md5(is_binary(args[0]) ? binary_str(args[0]) : text_str(&bytes), digest);
    text_free(&bytes);
    return value_binary((Str){(const char *)digest, MD5_SIZE});
}

NATIVE(fn_iodata_length)
{
    Value all = fn_iodata_to_binary(vm, args, 1);
    if (all.tag == TAG_poison)
        return all;
    Value len = value_int((int64_t)all.binary->len);
    value_free(all);
    return len;
}

NATIVE(fn_chardata_to_string)
{
    Text out = {0};
    if (!is_list(args[0]) && !is_binary(args[0]))
        return vm_no_clause(vm, "IO.chardata_to_string", 1);
    if (chardata_add(&out, args[0]))
        return text_value(&out);
    text_free(&out);
    return fn_to_string(vm, args, 1);
}

static bool is_little(Vm *vm, const Value *args, int count)
{
    return count == 2 && args[1].tag == TAG_atom && args[1].atom == vm_atom(vm, "little").atom;
}

static void reverse_bytes(char *at, size_t len)
{
    for (size_t i = 0; i < len / 2; i++) {
        char c = at[i];
        at[i] = at[len - 1 - i];
        at[len - 1 - i] = c;
    }
}

NATIVE(fn_encode_unsigned)
{
    if (!is_integer(args[0]) || integer_compare(args[0], value_int(0)) < 0)
        return vm_bad_argument(vm, 1, "not a non-negative integer");
    Text hex = {0}, bytes = {0};
    integer_print(vm_cx(vm), &hex, args[0], 16);
    for (size_t i = 0; i < hex.len; i++) {
        int digit = hex.at[i] <= '9' ? hex.at[i] - '0' : hex.at[i] - 'a' + 10;
        if ((hex.len - i) % 2 == 0 || i == 0)
            text_char(&bytes, (char)digit);
        else
            bytes.at[bytes.len - 1] = (char)((bytes.at[bytes.len - 1] << 4) | digit);
    }
    text_free(&hex);
    if (is_little(vm, args, count))
        reverse_bytes(bytes.at, bytes.len);
    return text_value(&bytes);
}

NATIVE(fn_decode_unsigned)
{
    if (!is_binary(args[0]))
        return vm_bad_argument(vm, 1, "not a binary");
    Text hex = {0};
    Str s = binary_str(args[0]);
    text_char(&hex, '0');
    for (size_t i = 0; i < s.len; i++)
        text_print(&hex, "%02x", (uint8_t)s.at[is_little(vm, args, count) ? s.len - 1 - i : i]);
    Value v = POISON;
    integer_parse(vm_cx(vm), text_str(&hex), 16, &v);
    text_free(&hex);
    return v;
}
