#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sitewatch::page {

/// As written; see `attribute_value`.
struct Attribute {
  std::string_view name;
  std::string_view value;
};

/// Reads the attributes of a tag one after the other (`Token::raw`), in time linear in their length. Of several of one
/// name, in whatever case, only the first is there (of the first 16,384 names; a page with more is an attack).
class Attributes {
 public:
  explicit Attributes(std::string_view raw) : raw_{raw} {}
  std::optional<Attribute> next();

 private:
  bool is_new(std::string_view name);
  bool is_new_among_many(std::string_view name);
  std::uint32_t place_of(std::string_view name) const;
  void grow();

  static constexpr std::size_t few = 16;
  struct Place {
    std::uint32_t at = 0;  ///< Where the name begins, counted from 1; 0 where none is kept.
    std::uint32_t hash = 0;
  };

  std::string_view raw_;
  std::size_t at_ = 0;
  std::size_t count_ = 0;
  std::array<std::string_view, few> first_;
  std::vector<Place> many_;  ///< All names by hash, once there are more than a few.
};

/// The value of the first attribute of that name (given in small letters), as written: character references stand.
std::optional<std::string_view> attribute(std::string_view raw, std::string_view lower_case_name);

/// A value with character references, line ends and NUL bytes resolved: itself where nothing has to be changed, else
/// kept in `buffer`, which must outlive the answer.
std::string_view attribute_value(std::string_view written, std::string& buffer);

}  // namespace sitewatch::page
