#include "page/element.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstring>

#include "page/ascii_case.h"

namespace sitewatch::page {
namespace {

/// In the order of `Element`, each with a space behind it.
constexpr std::string_view names =
    "a address area article aside b base blockquote body br button caption center dd div dl dt em embed fieldset "
    "figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html i iframe img input "
    "label li link main map marquee math meta nav noembed noframes noscript object ol option p plaintext pre "
    "script section select small span strong style svg table tbody td template textarea tfoot th thead time "
    "title tr u ul video xmp ";

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

constexpr std::array<Slot, slots> hashed_names() {
  std::array<Slot, slots> table{};
  std::uint8_t element = 0;
  for (std::size_t from = 0; from < names.size(); from = names.find(' ', from) + 1) {
    const std::string_view name = names.substr(from, names.find(' ', from) - from);
    const std::uint64_t key = key_of(name);
    std::size_t at = slot_of(key);
    while (table[at].key != 0) at = (at + 1) % slots;
    table[at] = {key, static_cast<std::uint8_t>(name.size()), Element{++element},
                 name.substr(name.size() < word ? name.size() : word)};
  }
  return table;
}
constexpr std::array<Slot, slots> table = hashed_names();

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
