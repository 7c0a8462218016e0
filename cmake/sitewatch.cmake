# Flags of every target, and the two functions that declare one.

add_library(sitewatch_options INTERFACE)
target_compile_features(sitewatch_options INTERFACE cxx_std_20)
target_compile_options(sitewatch_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -fno-omit-frame-pointer)
target_include_directories(sitewatch_options INTERFACE ${CMAKE_SOURCE_DIR}/daemon)
# Asio's deprecated names stay out, and one executor type keeps its headers cheap.
target_compile_definitions(sitewatch_options INTERFACE
  BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_COROUTINE BOOST_ALL_NO_LIB)
target_link_libraries(sitewatch_options INTERFACE Boost::headers)
if(SITEWATCH_SANITIZE)
  target_compile_options(sitewatch_options INTERFACE -fsanitize=${SITEWATCH_SANITIZE} -fno-sanitize-recover=all
    # The vptr check reads memory through a pipe: where a test leaves no descriptors, it would call every object invalid.
    -fno-sanitize=vptr)
  target_link_options(sitewatch_options INTERFACE -fsanitize=${SITEWATCH_SANITIZE})
endif()
set(CMAKE_CXX_EXTENSIONS OFF)

# sitewatch_layer(NAME [SOURCES file...] [LINKS target...]): one folder of daemon/, one static library.
# A folder of headers alone is an interface library.
function(sitewatch_layer name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS" ${ARGN})
  if(arg_SOURCES)
    add_library(sitewatch_${name} STATIC ${arg_SOURCES})
    target_link_libraries(sitewatch_${name} PUBLIC sitewatch_options ${arg_LINKS})
  else()
    add_library(sitewatch_${name} INTERFACE)
    target_link_libraries(sitewatch_${name} INTERFACE sitewatch_options ${arg_LINKS})
  endif()
endfunction()

# sitewatch_tests(NAME SOURCES file... LINKS target...): one folder of tests/, one executable, each test known to CTest.
function(sitewatch_tests name)
  cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;LINKS" ${ARGN})
  if(NOT arg_SOURCES)
    return()
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  add_executable(${name}_tests ${arg_SOURCES})
  target_include_directories(${name}_tests PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_compile_definitions(${name}_tests PRIVATE SITEWATCH_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
    SITEWATCH_BINARY_DIR="${CMAKE_BINARY_DIR}")
  # A test names the members it cares about.
  target_compile_options(${name}_tests PRIVATE -Wno-missing-field-initializers)
  target_link_libraries(${name}_tests PRIVATE ${arg_LINKS} GTest::gmock GTest::gtest GTest::gtest_main)
  gtest_discover_tests(${name}_tests DISCOVERY_MODE PRE_TEST TEST_PREFIX "${name}." PROPERTIES TIMEOUT ${arg_TIMEOUT})
endfunction()

# sitewatch_embed(OUTPUT_VARIABLE FUNCTION file...): a source that holds the files, made anew whenever one changes.
function(sitewatch_embed output_variable function_name)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${function_name}.cpp)
  list(JOIN ARGN "+" files)
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DFUNCTION=${function_name} -DOUTPUT=${output} "-DFILES=${files}"
      -P ${CMAKE_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${ARGN} ${CMAKE_SOURCE_DIR}/cmake/embed.cmake
    VERBATIM)
  set(${output_variable} ${output} PARENT_SCOPE)
endfunction()
