"""What is when, and where and by whom: timetables, diaries and programmes, which have a row, a line or a column for each."""
