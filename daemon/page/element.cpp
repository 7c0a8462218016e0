#include "page/element.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstring>

#include "page/ascii_case.h"

namespace sitewatch::page {
namespace {

struct Row {
  std::string_view name;
  Element element = Element::other;
};

constexpr std::array rows = std::to_array<Row>({
    {"a", Element::a},
    {"address", Element::address},
    {"area", Element::area},
    {"article", Element::article},
    {"aside", Element::aside},
    {"b", Element::b},
    {"base", Element::base},
    {"blockquote", Element::blockquote},
    {"body", Element::body},
    {"br", Element::br},
    {"button", Element::button},
    {"caption", Element::caption},
    {"center", Element::center},
    {"dd", Element::dd},
    {"div", Element::div},
    {"dl", Element::dl},
    {"dt", Element::dt},
    {"em", Element::em},
    {"embed", Element::embed},
    {"fieldset", Element::fieldset},
    {"figcaption", Element::figcaption},
    {"figure", Element::figure},
    {"font", Element::font},
    {"footer", Element::footer},
    {"form", Element::form},
    {"frame", Element::frame},
    {"frameset", Element::frameset},
    {"h1", Element::h1},
    {"h2", Element::h2},
    {"h3", Element::h3},
    {"h4", Element::h4},
    {"h5", Element::h5},
    {"h6", Element::h6},
    {"head", Element::head},
    {"header", Element::header},
    {"hr", Element::hr},
    {"html", Element::html},
    {"i", Element::i},
    {"iframe", Element::iframe},
    {"img", Element::img},
    {"input", Element::input},
    {"label", Element::label},
    {"li", Element::li},
    {"link", Element::link},
    {"main", Element::main},
    {"map", Element::map},
    {"marquee", Element::marquee},
    {"math", Element::math},
    {"meta", Element::meta},
    {"nav", Element::nav},
    {"noembed", Element::noembed},
    {"noframes", Element::noframes},
    {"noscript", Element::noscript},
    {"object", Element::object},
    {"ol", Element::ol},
    {"option", Element::option},
    {"p", Element::p},
    {"plaintext", Element::plaintext},
    {"pre", Element::pre},
    {"script", Element::script},
    {"section", Element::section},
    {"select", Element::select},
    {"small", Element::small},
    {"span", Element::span},
    {"strong", Element::strong},
    {"style", Element::style},
    {"svg", Element::svg},
    {"table", Element::table},
    {"tbody", Element::tbody},
    {"td", Element::td},
    {"template", Element::template_},
    {"textarea", Element::textarea},
    {"tfoot", Element::tfoot},
    {"th", Element::th},
    {"thead", Element::thead},
    {"time", Element::time},
    {"title", Element::title},
    {"tr", Element::tr},
    {"u", Element::u},
    {"ul", Element::ul},
    {"video", Element::video},
    {"xmp", Element::xmp},
});

constexpr std::size_t word = 8;
constexpr std::size_t longest = 10;
constexpr std::size_t slots = 512;

constexpr std::size_t slot_of(std::uint64_t key) {
  return static_cast<std::size_t>(key * 0x9e3779b97f4a7c15ULL >> 55);
}

constexpr std::uint64_t key_of(std::string_view name) {
  std::uint64_t key = 0;
  for (std::size_t i = 0; i < name.size() && i < word; ++i)
    key |= std::uint64_t{static_cast<unsigned char>(name[i])} << 8 * i;
  return key;
}

struct Slot {
  std::uint64_t key = 0;
  std::uint8_t length = 0;
  Element element = Element::other;
  std::string_view rest;  ///< What the key leaves out.
};

constexpr std::array<Slot, slots> hashed_rows() {
  std::array<Slot, slots> table{};
  for (const Row& row : rows) {
    const std::uint64_t key = key_of(row.name);
    std::size_t at = slot_of(key);
    while (table[at].key != 0) at = (at + 1) % slots;
    table[at] = {key, static_cast<std::uint8_t>(row.name.size()), row.element,
                 row.name.substr(row.name.size() < word ? row.name.size() : word)};
  }
  return table;
}
constexpr std::array<Slot, slots> table = hashed_rows();

/// ASCII capitals of eight bytes at once made small.
constexpr std::uint64_t lowered_word(std::uint64_t bytes) {
  constexpr std::uint64_t each = 0x0101010101010101ULL;
  const std::uint64_t low = bytes & 0x7f * each;
  const std::uint64_t from_a = low + (0x80 - 'A') * each;
  const std::uint64_t beyond_z = low + (0x80 - 'Z' - 1) * each;
  const std::uint64_t is_capital = (from_a ^ beyond_z) & ~bytes & 0x80 * each;
  return bytes | is_capital >> 2;
}

template <class Integer>
std::uint64_t loaded(const char* from) {
  static_assert(std::endian::native == std::endian::little);
  Integer bytes = 0;
  std::memcpy(&bytes, from, sizeof bytes);
  return bytes;
}

/// The first eight bytes, as key_of has them, in few steps.
std::uint64_t word_of(std::string_view name) {
  const char* at = name.data();
  const std::size_t last = name.size() - 1;
  if (name.size() >= 8) return loaded<std::uint64_t>(at);
  if (name.size() >= 4) return loaded<std::uint32_t>(at) | loaded<std::uint32_t>(at + last - 3) << 8 * (last - 3);
  const std::size_t middle = name.size() / 2;
  return loaded<std::uint8_t>(at) | loaded<std::uint8_t>(at + middle) << 8 * middle |
         loaded<std::uint8_t>(at + last) << 8 * last;
}

}  // namespace

Element element_named(std::string_view name) {
  if (name.empty() || name.size() > longest) return Element::other;
  const std::uint64_t key = lowered_word(word_of(name));
  for (std::size_t at = slot_of(key); table[at].key != 0; at = (at + 1) % slots) {
    const Slot& slot = table[at];
    if (slot.key != key || slot.length != name.size()) continue;
    if (name.size() <= word || equals_ignoring_case(name.substr(word), slot.rest)) return slot.element;
  }
  return Element::other;
}

}  // namespace sitewatch::page
