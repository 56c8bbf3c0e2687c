x = end_of + fn end
