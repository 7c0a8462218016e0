#include <algorithm>

#include "config/parts.h"
#include "config/source_file.h"
#include "config/values.h"

namespace sitewatch {
namespace {

Result<std::string> min_version(std::string_view value) {
  if (value == "TLS12" || value == "TLS13") return std::string{value};
  return failure("TLS12 or TLS13");
}

bool is_bcrypt(std::string_view hash) {
  constexpr std::string_view alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  const bool head = hash.size() == 60 && hash.starts_with("$2") && std::string_view{"aby"}.find(hash[2]) != hash.npos &&
                    hash[3] == '$' && hash[6] == '$';
  if (!head) return false;
  const auto cost = values::number(hash.substr(4, 2), 4, 31);
  const std::string_view rest = hash.substr(7);
  return cost && rest.find_first_not_of(alphabet) == std::string_view::npos;
}

bool is_token(std::string_view name) {
  return !name.empty() && name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-") ==
                              std::string_view::npos;
}

class WebConfigReader {
 public:
  WebConfigReader(const Section& top, const YamlNode& root, WebConfig& web) : top_(top), root_(root), web_(web) {}

  void read() {
    tls();
    http();
    users();
    // Known to newer exporter-toolkits; the daemon's own limits stand whatever is written here.
    top_.map("rate_limit", {"interval", "burst"});
  }

 private:
  void tls() {
    const Section section =
        top_.map("tls_server_config",
                 {"cert_file", "key_file", "client_auth_type", "client_ca_file", "client_allowed_sans", "min_version",
                  "max_version", "prefer_server_cipher_suites", "cipher_suites", "curve_preferences"});
    read_file(section, "cert_file", web_.cert_file);
    read_file(section, "key_file", web_.key_file);
    read_file(section, "client_ca_file", web_.client_ca_file);
    section.read("min_version", web_.min_version, min_version);
    section.read_list("client_allowed_sans", web_.client_allowed_sans, values::line);
    for (const char* key : {"cipher_suites", "curve_preferences"})
      if (section.find(key) != nullptr) section.wrong(key, "nothing; the defaults of OpenSSL are used");
    std::string max_version;
    section.read("max_version", max_version, [](std::string_view value) -> Result<std::string> {
      if (value == "TLS13") return std::string{value};
      return failure("TLS13, or nothing");
    });
    const bool certificate = section.find("cert_file") != nullptr;
    if (certificate != (section.find("key_file") != nullptr))
      section.wrong(certificate ? "cert_file" : "key_file", "cert_file and key_file together");
    client_certificates(section, certificate);
  }

  void client_certificates(const Section& section, bool certificate) {
    std::string type;
    section.read("client_auth_type", type, [](std::string_view value) -> Result<std::string> {
      if (value.empty() || value == "NoClientCert" || value == "RequireAndVerifyClientCert") return std::string{value};
      return failure("NoClientCert or RequireAndVerifyClientCert; anything between does not protect");
    });
    const bool required = type == "RequireAndVerifyClientCert";
    if (required && section.find("client_ca_file") == nullptr)
      section.wrong("client_ca_file", "the CA of the client certificates that client_auth_type requires");
    if (!required && section.find("client_ca_file") != nullptr)
      section.wrong("client_ca_file", "client_auth_type: RequireAndVerifyClientCert beside it");
    if (!required && section.find("client_allowed_sans") != nullptr)
      section.wrong("client_allowed_sans", "client_auth_type: RequireAndVerifyClientCert beside it");
    if (required && !certificate) section.wrong("client_auth_type", "a cert_file and key_file beside it");
  }

  void http() {
    const Section section = top_.map("http_server_config", {"http2", "headers"});
    bool http2 = false;
    section.read("http2", http2, values::boolean);
    const Section headers = section.map("headers", {});
    const YamlNode* node = section.find("headers");
    if (node == nullptr || node->kind != YamlNode::Kind::map) return;
    for (const YamlNode& child : node->children) {
      std::string value;
      headers.read(child.key, value, values::line);
      if (is_token(child.key))
        web_.headers.emplace_back(child.key, value);
      else
        headers.wrong(child.key, "the name of a header");
    }
  }

  void users() {
    const Section section = top_.map("basic_auth_users", {});
    const YamlNode* node = root_.find("basic_auth_users");
    if (node == nullptr || node->kind != YamlNode::Kind::map) return;
    for (const YamlNode& child : node->children) {
      const bool named = !child.key.empty() && child.key.find(':') == std::string::npos && values::line(child.key);
      if (!named) section.wrong(child.key, "a user name without a colon");
      // What stands here may be a password: it is not repeated.
      if (child.kind != YamlNode::Kind::scalar || !is_bcrypt(child.text))
        section.wrong(child.key, "a bcrypt hash ($2y$10$…), not <secret>");
      else
        web_.users.push_back({child.key, child.text});
    }
  }

  const Section& top_;
  const YamlNode& root_;
  WebConfig& web_;
};

}  // namespace

void read_web_config(const Section& root, Config& config) {
  const YamlNode* named = root.find("web_config");
  if (named == nullptr) return;
  root.read("web_config", config.web_config_path,
            [&](std::string_view value) -> Result<std::string> { return beside(*root.file(), value); });
  if (config.web_config_path.empty()) return;
  const auto source = read_source(config.web_config_path, root.mistakes(), root.at(*named), "web_config");
  if (!source) return;
  const auto tree = parse_yaml(*source, root.mistakes());
  if (!tree) return;
  const Section top{&*tree,
                    source->path,
                    "",
                    {"tls_server_config", "http_server_config", "basic_auth_users", "rate_limit"},
                    root.mistakes()};
  WebConfigReader{top, *tree, config.web}.read();
}

}  // namespace sitewatch
