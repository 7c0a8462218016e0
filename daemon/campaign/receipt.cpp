#include "campaign/receipt.h"

namespace sitewatch::campaign {
namespace {

// Without 0, 1, I, O and Z. 31 is prime and greater than 10: a wrong digit or two swapped ones always change the
// remainder modulo 31 squared.
constexpr std::string_view check_alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXY";
static_assert(check_alphabet.size() == 31);

std::string check_characters(std::string_view digits) {
  unsigned remainder = 0;
  for (const char c : digits)
    if (c != '-') remainder = (remainder * 10 + static_cast<unsigned>(c - '0')) % 961;
  return {check_alphabet[remainder / 31], check_alphabet[remainder % 31]};
}

}  // namespace

std::string receipt_number(Period period, int number) {
  std::string text = period.text();
  text.erase(4, 1);
  std::string running = std::to_string(number);
  if (running.size() < 4) running.insert(0, 4 - running.size(), '0');
  text += "-" + running;
  return text + "-" + check_characters(text);
}

std::optional<ReceiptParts> read_receipt(std::string_view text) {
  if (text.size() < 14 || text.size() > 19 || text[6] != '-' || text[text.size() - 3] != '-') return std::nullopt;
  const std::string_view running = text.substr(7, text.size() - 10);
  if (running.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  const auto period = Period::parse(std::string{text.substr(0, 4)} + "-" + std::string{text.substr(4, 2)});
  if (!period || running.size() > 9) return std::nullopt;
  const ReceiptParts parts{*period, std::stoi(std::string{running})};
  if (receipt_number(parts.period, parts.number) != text) return std::nullopt;
  return parts;
}

}  // namespace sitewatch::campaign
