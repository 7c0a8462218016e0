#include "text/templates.h"

#include <cassert>

#include "text/flat_yaml.h"

namespace sitewatch {

std::string_view embedded_text(std::string_view file);  // Generated from config/text.

namespace {

Templates parsed(std::string_view language) {
  auto texts = read_flat_yaml(embedded_text(std::string{language} + ".yaml"));
  assert(texts && "config/text is read by a test in both languages");
  Templates templates;
  if (!texts) return templates;
  for (auto& [key, text] : *texts) templates.try_emplace(templates.end(), key, std::move(text));
  return templates;
}

}  // namespace

Template::Template(std::string text)
    : text_(std::move(text)), has_placeholders_(text_.find("{{") != std::string::npos), parsed_(text_) {
  assert(parsed_.is_valid() && text_.find("{{>") == std::string::npos);
  parsed_.set_custom_escape([](const std::string& value) { return value; });
}

std::string Template::render(const kainjow::mustache::data& data) const {
  std::string text;
  text.reserve(text_.size() * 2);
  parsed_.render(data, [&text](const std::string& piece) { text += piece; });
  return text;
}

const Templates& templates_of(std::string_view language) {
  if (language == "en") {
    static const Templates english = parsed("en");
    return english;
  }
  static const Templates chinese = parsed("zh-CN");
  return chinese;
}

}  // namespace sitewatch
