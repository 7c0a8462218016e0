#pragma once

#include <kainjow/mustache.hpp>
#include <map>
#include <string>
#include <string_view>

namespace sitewatch {

/// One sentence for people, parsed once. Values are escaped before they come here; partials and lambdas are not used.
class Template {
 public:
  explicit Template(std::string text);

  const std::string& text() const { return text_; }
  bool has_placeholders() const { return has_placeholders_; }
  /// Any thread, several at once.
  std::string render(const kainjow::mustache::data& data) const;

 private:
  std::string text_;
  bool has_placeholders_ = false;
  // Its render() is not const for the sake of partials and lambdas, whose faults it notes.
  mutable kainjow::mustache::mustache parsed_;
};

using Templates = std::map<std::string, Template, std::less<>>;

/// All sentences of config/text/LANGUAGE.yaml by key, read at the first call; lives as long as the process.
const Templates& templates_of(std::string_view language);

}  // namespace sitewatch
