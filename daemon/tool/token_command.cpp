#include <openssl/evp.h>
#include <openssl/rand.h>

#include <CLI/CLI.hpp>
#include <array>
#include <iostream>
#include <memory>

#include "domain/result.h"
#include "tool/command.h"

namespace sitewatch::tool {
namespace {

constexpr std::size_t token_bytes = 32;

struct TokenOptions {
  std::string name;
  std::string role = "office";
  std::string sponsor;
};

std::string base64url(const std::array<unsigned char, token_bytes>& bytes) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string out;
  unsigned buffer = 0;
  int bits = 0;
  for (const unsigned char byte : bytes) {
    buffer = (buffer << 8 | byte) & 0xffffff;
    for (bits += 8; bits >= 6; bits -= 6) out.push_back(alphabet[buffer >> (bits - 6) & 63]);
  }
  if (bits > 0) out.push_back(alphabet[buffer << (6 - bits) & 63]);
  return out;
}

Result<std::string> new_token() {
  std::array<unsigned char, token_bytes> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
    return failure("the system gives no random numbers", true);
  return base64url(bytes);
}

std::string sha256_digits(const std::string& text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
  std::string digits;
  for (unsigned i = 0; i < size; ++i) {
    digits.push_back("0123456789abcdef"[digest[i] >> 4]);
    digits.push_back("0123456789abcdef"[digest[i] & 15]);
  }
  return digits;
}

int make_token(const TokenOptions& options, const Session& session) {
  if (options.role == "sponsor" && options.sponsor.empty())
    return complain("a sponsor's token needs --sponsor ID", wrong_usage);
  if (options.role == "office" && !options.sponsor.empty())
    return complain("--sponsor goes with --role sponsor", wrong_usage);
  const Result<std::string> token = new_token();
  if (!token) return complain(token.error().message);
  const std::string digest = sha256_digits(*token);
  const std::string sponsor = options.sponsor.empty() ? "" : ", sponsor: \"" + options.sponsor + "\"";
  const std::string line =
      "  - {name: \"" + options.name + "\", role: " + options.role + sponsor + ", sha256: " + digest + "}";
  std::cerr << (session.english() ? "Shown once. Hand it over safely, and add to sitewatch.yaml:"
                                  : "令牌只显示这一次，请妥善转交，并在 sitewatch.yaml 中加入：")
            << "\ntokens:\n"
            << line << '\n';
  std::cout << *token << '\n';
  return success;
}

}  // namespace

void add_token_command(CLI::App& app, Session& session) {
  CLI::App* token = app.add_subcommand("token", "Tokens for the API");
  token->require_subcommand(1);
  CLI::App* fresh =
      token->add_subcommand("new", "Makes a token: the token alone on stdout, its configuration on stderr");
  const auto options = std::make_shared<TokenOptions>();  // Shared with the callback, which lives in the app.
  const CLI::Validator plain{[](std::string& text) {
                               const bool bad = text.find_first_of("\"\\\n\r") != std::string::npos;
                               return bad ? std::string{"must not hold quotes, backslashes or line ends"}
                                          : std::string{};
                             },
                             "NAME"};
  fresh->add_option("--name", options->name, "What the daemon calls its holder in its records")
      ->required()
      ->check(plain);
  fresh->add_option("--role", options->role, "office, or one sponsor")->check(CLI::IsMember({"office", "sponsor"}));
  fresh->add_option("--sponsor", options->sponsor, "The sponsor that may file with it")->check(plain);
  fresh->callback([options, &session] { session.exit_code = make_token(*options, session); });
}

}  // namespace sitewatch::tool
