# Writes OUTPUT, a C++ source that defines `std::string_view sitewatch::FUNCTION(std::string_view file)`: the content of
# each of FILES (a list with + between the paths) by its file name, empty for any other name.
set(source "#include <string_view>\n\nnamespace sitewatch {\n\n")
string(APPEND source "std::string_view ${FUNCTION}(std::string_view file);\n\n")
string(APPEND source "std::string_view ${FUNCTION}(std::string_view file) {\n")
string(REPLACE "+" ";" files "${FILES}")
foreach(path IN LISTS files)
  get_filename_component(file "${path}" NAME)
  file(READ "${path}" content)
  string(APPEND source "  if (file == \"${file}\") return R\"embedded(${content})embedded\";\n")
endforeach()
string(APPEND source "  return {};\n}\n\n}  // namespace sitewatch\n")
file(WRITE "${OUTPUT}" "${source}")
