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

idx = <<0, 0, 0x0d, 2, 2::32, 3::32>> <> ones.(24)
{:ok, mnist} = File.read("examples/data/mnist/test-labels-idx1-ubyte.gz")

idx_files = [
  cut_in_head: "\0\0",
  no_idx: "IDX!" <> ones.(20),
  type_unknown: patch(idx, 2, <<0x0a>>),
  too_many_axes: patch(idx, 3, <<33>>),
  cut_in_dimensions: cut(idx, 10),
  cut_in_elements: cut(idx, 30),
  bytes_after_elements: idx <> "x",
  shape_overflows: patch(idx, 4, String.duplicate(<<0x7f, 0xff, 0xff, 0xff>>, 2)),
  shape_too_large: patch(idx, 4, <<0, 1, 0, 0, 0, 1, 0, 0>>),
  gzip_cut: cut(mnist, 200),
  gzip_damaged: patch(mnist, 200, <<255, 255, 255, 255>>),
  gzip_twice: mnist <> mnist
]

csv_files = [
  ragged: "a,b\n1,2\n3\n",
  too_many_cells: "1,2\n3,4,5\n",
  no_number: "1,2\n3,x\n",
  hexadecimal: "1\n0x10\n",
  number_of_many_digits: "1\n" <> String.duplicate("1", 500) <> "\n",
  quote_without_end: "1,\"2\n3,4\n",
  text_after_quote: "1,\"2\"3\n",
  only_names: "a,b\n",
  no_lines: "\n\n",
  zero_byte: "1,\0002\n"
]

crc = fn bytes ->
  import Bitwise

  sum =
    for <<byte <- bytes>>, reduce: 0xffffffff do
      sum ->
        Enum.reduce(1..8, bxor(sum, byte), fn _, x ->
          if band(x, 1) == 1, do: bxor(bsr(x, 1), 0xedb88320), else: bsr(x, 1)
        end)
    end

  bxor(sum, 0xffffffff)
end

picture = Cnx.Format.write_png(Nx.as_type(Nx.iota({3, 4, 3}), :u8), nil)
chunk = fn kind, data -> <<byte_size(data)::32>> <> kind <> data <> <<crc.(kind <> data)::32>> end
# The picture with another header: width, height, bits, colours, packing, filter, interlacing.
head = fn fields -> patch(picture, 8, chunk.("IHDR", fields)) end
{data, _} = :binary.match(picture, "IDAT")

# A picture of these rows, each behind the byte that names its filter, packed without compression.
picture_of = fn rows ->
  {a, b} = for <<x <- rows>>, reduce: {1, 0} do
    {a, b} -> {rem(a + x, 65521), rem(b + a + x, 65521)}
  end

  size = byte_size(rows)
  packed = <<0x78, 1, 1, size::16-little, 0xffff - size::16-little>> <> rows <> <<b::16, a::16>>
  binary_part(picture, 0, 33) <> chunk.("IDAT", packed) <> chunk.("IEND", "")
end

row = fn filter -> <<filter>> <> ones.(12) end

png_files = [
  filter_unknown: picture_of.(row.(0) <> row.(9) <> row.(0)),
  rows_missing: picture_of.(row.(0) <> row.(1)),
  head_twice: binary_part(picture, 0, 33) <> binary_part(picture, 8, byte_size(picture) - 8),
  no_picture: "no picture at all",
  mark: patch(picture, 0, <<0x88>>),
  cut_in_head: cut(picture, 20),
  cut_in_data: cut(picture, data + 10),
  no_end: cut(picture, byte_size(picture) - 12),
  no_data: cut(picture, data - 4) <> chunk.("IEND", ""),
  head_checksum: patch(picture, 29, <<0, 0, 0, 0>>),
  data_checksum: patch(picture, data + 4, <<0>>),
  width_zero: head.(<<0::32, 3::32, 8, 2, 0, 0, 0>>),
  height_negative: head.(<<4::32, -3::32, 8, 2, 0, 0, 0>>),
  size_too_large: head.(<<1_000_000::32, 1_000_000::32, 8, 2, 0, 0, 0>>),
  height_too_large: head.(<<4::32, 30::32, 8, 2, 0, 0, 0>>),
  bits_unknown: head.(<<4::32, 3::32, 7, 2, 0, 0, 0>>),
  colours_unknown: head.(<<4::32, 3::32, 8, 5, 0, 0, 0>>),
  palette_missing: head.(<<4::32, 3::32, 8, 3, 0, 0, 0>>),
  interlacing_unknown: head.(<<4::32, 3::32, 8, 2, 0, 0, 9>>)
]

term = fn bytes -> <<131>> <> bytes end

term_files = [
  empty: "",
  version: <<130, 106>>,
  no_term: term.(""),
  kind_unknown: term.(<<200>>),
  function: term.(<<113, 100, 0, 1, ?a, 100, 0, 1, ?b, 97, 0>>),
  cut_in_integer: term.(<<98, 0, 0>>),
  cut_in_binary: term.(<<109, 5::32, "abc">>),
  binary_of_4_gib: term.(<<109, 0xffffffff::32, "abc">>),
  tuple_of_4_gib: term.(<<105, 0xffffffff::32, 106>>),
  map_of_4_gib: term.(<<116, 0xffffffff::32, 106>>),
  list_without_tail: term.(<<108, 1::32, 106>>),
  bytes_after_term: term.(<<106, 106>>),
  key_twice: term.(<<116, 2::32, 97, 1, 106, 97, 1, 106>>),
  float_not_finite: term.(<<70, 0x7ff0::16, 0::48>>),
  float_no_digits: term.(<<99>> <> String.duplicate("x", 31)),
  atom_malformed: term.(<<119, 1, 0xff>>),
  atom_too_long: term.(<<118, 256::16>> <> String.duplicate("a", 256)),
  integer_sign: term.(<<110, 1, 2, 1>>),
  bitstring_bits: term.(<<77, 1::32, 9, 0>>),
  packed_length_missing: term.(<<80, 0, 0>>),
  packed_bomb: term.(<<80, 0xffffffff::32>> <> "no zlib"),
  packed_other_length: patch(:erlang.term_to_binary(List.duplicate(0, 200), compressed: 9), 2, <<0, 0, 0, 9>>)
]

nx = Nx.tensor([[1, 2], [3, 4]], type: :s16) |> Nx.serialize() |> IO.iodata_to_binary()
nx_of = fn term -> data = :erlang.term_to_binary(term); <<"nx", 1, 0, byte_size(data)::64>> <> data <> ones.(8) end

# A tensor of the term with some of its fields changed.
t = fn changes ->
  good = %{shape: {2, 2}, type: {:s, 16}, names: [nil, nil], axes: [], offset: 0, size: 8}
  f = Map.merge(good, Map.new(changes))
  nx_of.({:t, f.shape, f.type, f.names, f.axes, f.offset, f.size})
end

nx_files = [
  no_nx: "nothing of Nx",
  version: patch(nx, 2, <<9>>),
  cut_in_head: cut(nx, 8),
  cut_in_term: cut(nx, 30),
  cut_in_elements: cut(nx, byte_size(nx) - 1),
  order_unknown: patch(nx, 3, <<7>>),
  term_of_all_bytes: patch(nx, 4, <<0xffffffffffffffff::64>>),
  term_damaged: patch(nx, 13, <<200>>),
  term_bomb: <<"nx", 1, 0, 20::64, 131, 80, 0xffffffff::32>> <> ones.(14),
  term_followed: <<"nx", 1, 0, 3::64, 131, 106, 106>>,
  no_container: nx_of.(:a),
  offset_negative: t.(offset: -1),
  offset_past_end: t.(offset: 4),
  size_past_end: t.(size: 1_000_000_000),
  size_overflows: t.(offset: 2 ** 70),
  size_other: t.(size: 4),
  shape_no_tuple: t.(shape: [2, 2]),
  shape_negative: t.(shape: {-2, -2}),
  shape_overflows: t.(shape: {2 ** 40, 2 ** 40}),
  type_unknown: t.(type: {:s, 7}),
  names_missing: t.(names: []),
  axes_unknown: t.(axes: [1]),
  pairs_unknown: nx_of.({Nx.Container.Tuple, [1], :ok}),
  module_unknown: nx_of.({System, [], :ok}),
  struct_unknown: nx_of.({Nx.Container.Unknown, [], []}),
  old_format: :erlang.term_to_binary({1, :little, {:tensor, {3}, {:s, 16}, [nil], "1234"}})
]

all = [
  npy: npy_files,
  npz: npz_files,
  safetensors: safetensors_files,
  idx: idx_files,
  csv: csv_files,
  png: png_files,
  term: term_files,
  nx: nx_files
]

for {kind, files} <- all, {name, bytes} <- files do
  File.write!(Path.join(folder, "#{name}.#{kind}"), bytes)
end
