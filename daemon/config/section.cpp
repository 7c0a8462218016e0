#include "config/section.h"

#include <algorithm>
#include <map>

namespace sitewatch {

Section::Section(const YamlNode* node, const std::string* file, std::string path,
                 const std::vector<std::string_view>& known, Mistakes& mistakes)
    : node_(node), file_(file), path_(std::move(path)), mistakes_(mistakes) {
  if (node_ != nullptr && node_->kind == YamlNode::Kind::null) node_ = nullptr;
  if (node_ == nullptr) return;
  if (node_->kind != YamlNode::Kind::map) {
    mistakes_.add(at(*node_), path_.empty() ? "file" : path_,
                  "a map of keys and values, not a " + std::string{kind_name(*node_)});
    node_ = nullptr;
    return;
  }
  check_keys(known);
}

void Section::check_keys(const std::vector<std::string_view>& known) const {
  std::map<std::string_view, int> lines;
  for (const YamlNode& child : node_->children) {
    const Position at{file_, child.key_line, child.key_column};
    const auto [first, is_new] = lines.emplace(child.key, child.key_line);
    if (!is_new)
      mistakes_.add(at, path(child.key), "one value; the key stands on line " + std::to_string(first->second) + " too");
    if (known.empty() || std::find(known.begin(), known.end(), child.key) != known.end()) continue;
    mistakes_.add(at, path(child.key), "a known key" + suggestion(child.key, known));
  }
}

const YamlNode* Section::find(std::string_view key) const {
  const YamlNode* node = node_ == nullptr ? nullptr : node_->find(key);
  return node == nullptr || node->kind == YamlNode::Kind::null ? nullptr : node;
}

std::string Section::path(std::string_view key) const {
  return path_.empty() ? std::string{key} : path_ + '.' + std::string{key};
}

Position Section::at(std::string_view key) const {
  const YamlNode* node = node_ == nullptr ? nullptr : node_->find(key);
  if (node != nullptr) return {file_, node->line, node->column};
  return node_ == nullptr ? Position{file_, 1, 1} : at(*node_);
}

std::vector<Section> Section::maps(std::string_view key, const std::vector<std::string_view>& known) const {
  std::vector<Section> sections;
  const YamlNode* node = find(key);
  if (node == nullptr) return sections;
  const auto items = list_items(*node);
  for (std::size_t i = 0; i < items.size(); ++i)
    sections.emplace_back(items[i], file_, path(key) + '[' + std::to_string(i) + ']', known, mistakes_);
  return sections;
}

Section Section::map(std::string_view key, const std::vector<std::string_view>& known) const {
  return Section{find(key), file_, path(key), known, mistakes_};
}

std::string_view Section::kind_name(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::list:
      return "list";
    case YamlNode::Kind::map:
      return "map";
    case YamlNode::Kind::scalar:
      return "single value";
    case YamlNode::Kind::null:
      break;
  }
  return "empty value";
}

std::vector<const YamlNode*> Section::list_items(const YamlNode& node) {
  if (node.kind != YamlNode::Kind::list) return {&node};
  std::vector<const YamlNode*> items;
  items.reserve(node.children.size());
  for (const YamlNode& child : node.children) items.push_back(&child);
  return items;
}

}  // namespace sitewatch
