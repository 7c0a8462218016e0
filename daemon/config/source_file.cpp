#include "config/source_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "text/decode.h"

namespace sitewatch {
namespace {

constexpr std::uintmax_t largest = 64u << 20;

// Of the first byte that is not UTF-8.
Position first_bad_byte(std::string_view text, const std::string* file) {
  Position at{file, 1, 1};
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    if (!is_utf8(text.substr(0, end))) return at;
    text.remove_prefix(end);
    ++at.line;
  }
  return at;
}

}  // namespace

std::string beside(const std::string& beside, std::string_view path) {
  return (std::filesystem::path{beside}.parent_path() / path).lexically_normal().string();
}

std::optional<std::string> unreadable(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return "is a folder";
  errno = 0;
  if (std::ifstream{path, std::ios::binary}) return std::nullopt;
  return std::generic_category().message(errno);
}

std::optional<SourceFile> read_source(const std::string& path, Mistakes& mistakes, Position named_at,
                                      const std::string& named_as) {
  if (const auto why = unreadable(path)) {
    mistakes.add(named_at, named_as, "a file that can be read; " + path + ": " + *why);
    return std::nullopt;
  }
  std::error_code error;
  if (std::filesystem::file_size(path, error) > largest && !error) {
    mistakes.add(named_at, named_as, "a file of at most 64 MiB; " + path + " is larger");
    return std::nullopt;
  }
  std::ifstream stream{path, std::ios::binary};
  SourceFile source{mistakes.file(path), std::string{std::istreambuf_iterator<char>{stream}, {}}};

  const bool utf16 = source.text.starts_with("\xff\xfe") || source.text.starts_with("\xfe\xff");
  if (is_utf8(source.text)) {
    source.text = without_bom(source.text);
    return source;
  }
  try {
    if (!utf16 && decodes_strictly(source.text, Encoding::gb18030)) {
      source.text = to_utf8(source.text, Encoding::gb18030);
      return source;
    }
  } catch (const std::system_error& problem) {
    mistakes.add(named_at, named_as, "a file that can be read; " + path + ": " + problem.what());
    return std::nullopt;
  }
  mistakes.add(first_bad_byte(source.text, source.path), "encoding", "text in UTF-8 or GBK");
  return std::nullopt;
}

}  // namespace sitewatch
