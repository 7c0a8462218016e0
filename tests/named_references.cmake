cmake_minimum_required(VERSION 3.25)
# The table of character references is what its script makes of Python's copy of the standard's.
# Run as: cmake -DROOT=<source folder> -P tests/named_references.cmake
execute_process(COMMAND /usr/bin/python3 ${ROOT}/cmake/named_references.py OUTPUT_VARIABLE made COMMAND_ERROR_IS_FATAL ANY)
file(READ ${ROOT}/daemon/page/named_references.cpp kept)
if(NOT made STREQUAL kept)
  message(FATAL_ERROR "daemon/page/named_references.cpp differs: make it again with cmake/named_references.py")
endif()
