# File.Stat - what the system knows of a file; times are {date, time} or, as asked, Posix seconds.
defmodule File.Stat do
  defstruct [
    :size,
    :type,
    :access,
    :atime,
    :mtime,
    :ctime,
    :mode,
    :links,
    :major_device,
    :minor_device,
    :inode,
    :uid,
    :gid
  ]
end
