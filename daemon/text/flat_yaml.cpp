#include "text/flat_yaml.h"

namespace sitewatch {
namespace {

constexpr std::string_view key_indent = "  ";
constexpr std::string_view block_indent = "    ";

class FlatYaml {
 public:
  explicit FlatYaml(std::string_view text) : rest_(text) {}

  Result<std::map<std::string, std::string, std::less<>>> read() {
    while (next_line()) {
      const bool blank = line_.find_first_not_of(' ') == std::string_view::npos;
      if (blank || line_[line_.find_first_not_of(' ')] == '#') continue;
      const bool good = line_.front() == ' ' ? entry() : section();
      if (!good) return failure(std::to_string(number_) + ": not a section, key, quoted value or block");
    }
    return std::move(values_);
  }

 private:
  bool next_line() {
    if (rest_.empty()) return false;
    const std::size_t end = rest_.find('\n');
    line_ = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    ++number_;
    return true;
  }

  bool section() {
    if (!line_.ends_with(':')) return false;
    section_ = line_.substr(0, line_.size() - 1);
    return !section_.empty();
  }

  bool entry() {
    const std::size_t colon = line_.find(':');
    if (section_.empty() || !line_.starts_with(key_indent) || colon == std::string_view::npos) return false;
    const std::string key = section_ + '.' + std::string{line_.substr(2, colon - 2)};
    std::string_view value = line_.substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    auto read = value == "|" ? block() : scalar(value);
    return read && !key.ends_with('.') && values_.emplace(key, std::move(*read)).second;
  }

  static Result<std::string> scalar(std::string_view value) {
    if (!value.starts_with('\'')) {
      // What YAML would read as something else than these characters has to be quoted.
      if (value.empty() || std::string_view{"{}[]&*#?|-<>=!%@`\" "}.find(value.front()) != std::string_view::npos)
        return failure("unquoted");
      if (value.find(": ") != std::string_view::npos || value.find(" #") != std::string_view::npos)
        return failure("unquoted");
      return std::string{value};
    }
    std::string text;
    for (value.remove_prefix(1); !value.empty(); value.remove_prefix(1)) {
      if (value.front() == '\'' && value.size() == 1) return text;
      if (value.front() == '\'' && value[1] != '\'') break;
      if (value.front() == '\'') value.remove_prefix(1);
      text += value.front();
    }
    return failure("quote");
  }

  Result<std::string> block() {
    std::string text;
    while (rest_.starts_with(block_indent) || rest_.starts_with('\n')) {
      next_line();
      text.append(line_.substr(line_.empty() ? 0 : block_indent.size())) += '\n';
    }
    while (text.ends_with("\n\n")) text.pop_back();
    if (text.empty()) return failure("empty block");
    return text;
  }

  std::string_view rest_;
  std::string_view line_;
  int number_ = 0;
  std::string section_;
  std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace

Result<std::map<std::string, std::string, std::less<>>> read_flat_yaml(std::string_view text) {
  return FlatYaml{text}.read();
}

}  // namespace sitewatch
