# make.exs - writes the hostile files beside it, one for each way in which a file can lie.
#
#     cnx run test/hostile/make.exs
#
# Each is a well-formed file with one thing changed. `expected` has what reading it must say.
folder = Path.dirname(__ENV__.file)

defmodule Hostile do
  # The bytes with others in place of those from `at` on.
  def patch(bytes, at, new) do
    size = byte_size(new)
    <<before::binary-size(at), _::binary-size(size), rest::binary>> = bytes
    before <> new <> rest
  end

  # The same where a text stands that comes once.
  def replace(bytes, old, new) do
    [before, rest] = String.split(bytes, old, parts: 2)
    before <> new <> rest
  end

  def cut(bytes, size), do: binary_part(bytes, 0, size)

  def npy(header, body, version \\ 1) do
    size = byte_size(header)
    size = if version == 1, do: <<size::16-little>>, else: <<size::32-little>>
    <<0x93, "NUMPY", version, 0>> <> size <> header <> body
  end
end

import Hostile

ones = fn n -> String.duplicate(<<1>>, n) end
dict = fn descr, shape -> "{'descr': #{descr}, 'fortran_order': False, 'shape': #{shape}, }\n" end
body = ones.(24)
good = npy(dict.("'<i4'", "(2, 3)"), body)

npy_files = [
  magic: "not NumPy" <> body,
  version: patch(good, 6, <<9>>),
  cut_in_length: cut(good, 9),
  cut_in_header: cut(good, 40),
  cut_in_elements: cut(good, byte_size(good) - 1),
  bytes_after_elements: good <> "x",
  header_length_too_short: patch(good, 8, <<20, 0>>),
  header_length_too_long: patch(good, 8, <<0xff, 0xff>>),
  header_of_4_gib: npy(dict.("'<i4'", "(2, 3)"), body, 2) |> patch(8, <<0xff, 0xff, 0xff, 0xff>>),
  no_dictionary: npy("[1, 2]", body),
  text_after_dictionary: npy(dict.("'<i4'", "(2, 3)") <> "{}", body),
  no_descr: npy("{'fortran_order': False, 'shape': (2, 3)}", body),
  no_order: npy("{'descr': '<i4', 'shape': (2, 3)}", body),
  no_shape: npy("{'descr': '<i4', 'fortran_order': False}", body),
  key_twice: npy("{'descr': '<i4', 'fortran_order': False, 'shape': (2, 3), 'shape': (6,)}", body),
  unknown_key: npy("{'descr': '<i4', 'fortran_order': False, 'shape': (2, 3), 'x': 1}", body),
  order_no_boolean: npy("{'descr': '<i4', 'fortran_order': 1, 'shape': (2, 3)}", body),
  text_without_end: npy("{'descr': '<i4, ", body),
  escape_in_text: npy(dict.("'\\x3ci4'", "(2, 3)"), body),
  records: npy(dict.("[('a', '<i4')]", "(2, 3)"), body),
  objects: npy(dict.("'|O'", "(2, 3)"), body),
  type_unknown: npy(dict.("'<q4'", "(2, 3)"), body),
  type_too_wide: npy(dict.("'<f16'", "(2, 3)"), body),
  type_width_overflows: npy(dict.("'<i99999999999999999999'", "(2, 3)"), body),
  type_without_meaning: npy(dict.("'|V1'", "(24,)"), body),
  shape_no_tuple: npy(dict.("'<i4'", "(6)"), body),
  shape_negative: npy(dict.("'<i4'", "(-2, -3)"), body),
  shape_overflows: npy(dict.("'<i4'", "(99999999999999999999, 3)"), body),
  shape_product_overflows: npy(dict.("'<i4'", "(4294967296, 4294967296)"), body),
  shape_bytes_overflow: npy(dict.("'<i4'", "(4611686018427387904,)"), body),
  shape_too_large: npy(dict.("'<i4'", "(1000000000, 1000)"), body),
  shape_too_many_axes: npy(dict.("'<i4'", "(" <> String.duplicate("1, ", 33) <> ")"), body),
  empty: npy(dict.("'<i4'", "(2, 0)"), "")
]

archive = Cnx.Data.dump_npz(a: Nx.iota({4}), b: Nx.iota({2}))
packed = Cnx.Data.dump_npz([a: Nx.iota({4})], compress: true)
{central, _} = :binary.match(archive, <<"PK", 1, 2>>)
{packed_central, _} = :binary.match(packed, <<"PK", 1, 2>>)
{last, _} = :binary.match(archive, <<"PK", 5, 6>>)
second = central + 46 + 5
bomb = Cnx.Data.dump_npz([a: Nx.broadcast(Nx.u8(0), {100_000})], compress: true)
{bomb_central, _} = :binary.match(bomb, <<"PK", 1, 2>>)
wide = fn n -> <<n::32-little>> end

npz_files = [
  no_archive: "PK but no archive",
  no_end: cut(archive, last),
  cut_in_end: cut(archive, byte_size(archive) - 1),
  several_parts: patch(archive, last + 4, <<1>>),
  too_many_entries: patch(archive, last + 8, <<200, 0, 200, 0>>),
  directory_elsewhere: patch(archive, last + 16, wide.(central - 1)),
  directory_too_long: patch(archive, last + 12, wide.(0x7fffffff)),
  no_64_bit_record: patch(archive, last + 16, wide.(0xffffffff)),
  entry_mark: patch(archive, central, "XX"),
  entry_name_too_long: patch(archive, second + 28, <<0xff, 0xff>>),
  encrypted: patch(archive, central + 8, <<1, 0>>),
  unknown_method: patch(archive, central + 10, <<99, 0>>),
  stored_with_two_sizes: patch(archive, central + 20, wide.(1)),
  size_of_64_bits_missing: patch(archive, central + 20, wide.(0xffffffff) <> wide.(0xffffffff)),
  local_header_missing: patch(archive, central + 42, wide.(1)),
  local_name_differs: patch(archive, 30, "z"),
  local_method_differs: patch(archive, 8, <<8, 0>>),
  entry_past_directory: patch(archive, central + 20, wide.(100_000) <> wide.(100_000)),
  entries_overlap: archive |> patch(second + 42, wide.(0)) |> patch(second + 46, "a"),
  same_name_twice: archive |> patch(second + 46, "a") |> replace("b.npy", "a.npy"),
  checksum: patch(archive, central + 16, wide.(0)),
  array_damaged: replace(archive, "descr", "dexcr"),
  deflate_damaged: patch(packed, 40, <<0xff, 0xff, 0xff>>),
  deflate_cut: patch(packed, packed_central + 20, wide.(20)),
  unpacked_size: patch(packed, packed_central + 24, wide.(1)),
  bomb: patch(bomb, bomb_central + 16, wide.(0)),
  no_array: replace(archive, <<0x93, "NUMPY">>, "XNUMPY")
]

safe = fn header, data -> <<byte_size(header)::64-little>> <> header <> data end
one = fn text -> "{\"a\":{" <> text <> "}}" end
entry = fn type, shape, offsets -> ~s("dtype":"#{type}","shape":#{shape},"data_offsets":#{offsets}) end
two = fn a, b -> ~s({"a":{#{entry.("U8", "[4]", a)}},"b":{#{entry.("U8", "[4]", b)}}}) end

safetensors_files = [
  no_length: "1234567",
  header_too_long: <<100::64-little>> <> "{}",
  header_of_all_bytes: <<0xffffffffffffffff::64>> <> "{}",
  header_over_limit: <<100_000_001::64-little>> <> "{}",
  no_object: safe.("[]", ""),
  object_without_end: safe.(~s({"a":{"dtype":"U8"), ""),
  text_after_object: safe.("{} x", ""),
  comma_at_end: safe.(~s({"a":{#{entry.("U8", "[4]", "[0,4]")}},}), ones.(4)),
  nested: safe.(~s({"a":) <> String.duplicate("[", 1000) <> "}", ""),
  nested_metadata: safe.(~s({"__metadata__":{"a":{"b":"c"}}}), ""),
  metadata_twice: safe.(~s({"__metadata__":{},"__metadata__":{}}), ""),
  metadata_number: safe.(~s({"__metadata__":{"a":1}}), ""),
  name_twice: safe.(~s({"a":{#{entry.("U8", "[4]", "[0,4]")}},"\\u0061":{#{entry.("U8", "[4]", "[4,8]")}}}), ones.(8)),
  name_malformed: safe.(<<"{\"", 0xff, "\":{}}">>, ""),
  name_half_surrogate: safe.(~s({"\\ud800":{}}), ""),
  key_missing: safe.(one.(~s("dtype":"U8","shape":[4])), ones.(4)),
  key_twice: safe.(one.(~s("dtype":"U8","shape":[4],"dtype":"U8")), ones.(4)),
  key_unknown: safe.(one.(~s("dtype":"U8","shape":[4],"offsets":[0,4])), ones.(4)),
  type_unknown: safe.(one.(entry.("Q8", "[4]", "[0,4]")), ones.(4)),
  shape_negative: safe.(one.(entry.("U8", "[-4]", "[0,4]")), ones.(4)),
  shape_fraction: safe.(one.(entry.("U8", "[4.0]", "[0,4]")), ones.(4)),
  shape_overflows: safe.(one.(entry.("U8", "[99999999999999999999]", "[0,4]")), ones.(4)),
  shape_product_overflows: safe.(one.(entry.("U8", "[4294967296,4294967296]", "[0,4]")), ones.(4)),
  shape_bytes_overflow: safe.(one.(entry.("F64", "[2305843009213693952]", "[0,4]")), ones.(4)),
  shape_too_many_axes: safe.(one.(entry.("U8", "[" <> String.duplicate("1,", 32) <> "1]", "[0,1]")), ones.(1)),
  offsets_backwards: safe.(one.(entry.("U8", "[4]", "[4,0]")), ones.(4)),
  offsets_too_few: safe.(one.(entry.("U8", "[4]", "[0,3]")), ones.(4)),
  offsets_past_end: safe.(one.(entry.("U8", "[4]", "[0,4]")), ones.(3)),
  offsets_overlap: safe.(two.("[0,4]", "[2,6]"), ones.(6)),
  offsets_gap: safe.(two.("[0,4]", "[5,9]"), ones.(9)),
  bytes_after_last: safe.(two.("[0,4]", "[4,8]"), ones.(9)),
  empty: safe.(one.(entry.("U8", "[0]", "[0,0]")), "")
]

for {kind, files} <- [npy: npy_files, npz: npz_files, safetensors: safetensors_files], {name, bytes} <- files do
  File.write!(Path.join(folder, "#{name}.#{kind}"), bytes)
end
