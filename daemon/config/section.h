#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/mistakes.h"
#include "config/yaml_tree.h"

namespace sitewatch {

/// One map of a YAML file under construction of a Config: hands out its values by key and notes whatever is wrong.
/// Unknown and doubled keys are noted at once. A Section of an absent map has no keys and keeps every default.
class Section {
 public:
  /// `path` is how mistakes name it ("mail.relays[0]"); `known` are the keys it may have, empty: any.
  Section(const YamlNode* node, const std::string* file, std::string path, const std::vector<std::string_view>& known,
          Mistakes& mistakes);

  const YamlNode* find(std::string_view key) const;
  std::string path(std::string_view key) const;
  Position at(const YamlNode& node) const { return {file_, node.line, node.column}; }
  /// Of the key if it is there, else of the map.
  Position at(std::string_view key) const;
  void wrong(std::string_view key, std::string expected) const {
    mistakes_.add(at(key), path(key), std::move(expected));
  }

  /// Reads a scalar with `parse` (string_view → Result<T>); an absent key keeps what `into` holds.
  template <class T, class Parse>
  void read(std::string_view key, T& into, Parse parse) const {
    const YamlNode* node = find(key);
    if (node != nullptr) parsed(*node, path(key), into, parse);
  }

  /// Reads a list of scalars, or a scalar as a list of one. `into` is replaced.
  template <class T, class Parse>
  void read_list(std::string_view key, std::vector<T>& into, Parse parse) const {
    const YamlNode* node = find(key);
    if (node == nullptr) return;
    into.clear();
    const auto items = list_items(*node);
    for (std::size_t i = 0; i < items.size(); ++i) {
      T value{};
      const std::string where =
          node->kind == YamlNode::Kind::list ? path(key) + '[' + std::to_string(i) + ']' : path(key);
      if (parsed(*items[i], where, value, parse)) into.push_back(std::move(value));
    }
  }

  /// The maps of a list, `known` for each; a single map counts as a list of one.
  std::vector<Section> maps(std::string_view key, const std::vector<std::string_view>& known) const;
  Section map(std::string_view key, const std::vector<std::string_view>& known) const;

  const std::string* file() const { return file_; }
  Mistakes& mistakes() const { return mistakes_; }

 private:
  template <class T, class Parse>
  bool parsed(const YamlNode& node, const std::string& where, T& into, Parse parse) const {
    if (node.kind != YamlNode::Kind::scalar) {
      mistakes_.add(at(node), where, "a single value, not a " + std::string{kind_name(node)});
      return false;
    }
    auto value = parse(node.text);
    if (value)
      into = std::move(*value);
    else
      mistakes_.add_value(at(node), where, value.error().message, node.text);
    return value.has_value();
  }

  static std::string_view kind_name(const YamlNode& node);
  static std::vector<const YamlNode*> list_items(const YamlNode& node);
  void check_keys(const std::vector<std::string_view>& known) const;

  const YamlNode* node_;
  const std::string* file_;
  std::string path_;
  Mistakes& mistakes_;
};

}  // namespace sitewatch
