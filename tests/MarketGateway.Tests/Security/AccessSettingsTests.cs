using System.Security.Cryptography;
using MarketGateway.Hosting;
using MarketGateway.Testing;

namespace MarketGateway.Tests.Security;

/// <summary>Nobody's market is open because a setting was forgotten.</summary>
public sealed class AccessSettingsTests
{
    private static readonly TokenMint Mint = new();

    [Theory]
    [InlineData("--Kafka:BootstrapServers", "broker:9092", "Kafka:BootstrapServers is 'broker:9092'")]
    [InlineData("--Urls", "http://*:8080", "Urls has 'http://*:8080', which is not only for this machine")]
    [InlineData("--Urls", "http://localhost:1;http://10.0.0.1:2", "Urls has 'http://10.0.0.1:2', which is not only for this machine")]
    public void Where_there_is_something_to_protect_the_mode_must_be_chosen(string setting, string value, string why)
    {
        var wrong = Assert.Throws<SettingsException>(() => GatewayApplication.Build([setting, value]));
        Assert.StartsWith($"Authentication:Mode is not set, and {why}: everybody", wrong.Message, StringComparison.Ordinal);
        Assert.NotNull(GatewayApplication.Build([setting, value, "--Authentication:Mode", "Anonymous"]));
    }

    [Theory]
    [InlineData("http://localhost:8080")]
    [InlineData("http://127.0.0.1:8080;http://[::1]:8080")]
    public void The_demo_on_this_machine_is_open(string urls) => Assert.NotNull(GatewayApplication.Build(["--Urls", urls]));

    public static TheoryData<string, string[]> WrongSettings => new()
    {
        { "Authentication:Audience is empty", ["--Authentication:Audience", ""] },
        { "Authentication:Issuer is empty", ["--Authentication:Issuer", ""] },
        { "Exactly one of Authentication:Authority", ["--Authentication:JwksUrl", "https://issuer.test/keys"] },
        { "Authentication:JwksUrl is 'http://issuer.test/keys'", ["--Authentication:SigningKey", "", "--Authentication:JwksUrl", "http://issuer.test/keys"] },
        { "Authentication:SigningKey holds a private key", ["--Authentication:SigningKey", Mint.PrivatePem] },
        { "Authentication:SigningKey is neither", ["--Authentication:SigningKey", "c2hvcnQ="] },
        { "Authentication:SigningKey holds an RSA key of 1024 bits", ["--Authentication:SigningKey", WeakPem()] },
        { "Authentication:SigningKeyFile is '/no/such/file'", ["--Authentication:SigningKey", "", "--Authentication:SigningKeyFile", "/no/such/file"] },
        { "Authentication:Algorithms has 'HS256'", ["--Authentication:Algorithms:0", "HS256"] },
        { "Authentication:Algorithms has 'none'", ["--Authentication:Algorithms:0", "none"] },
        { "Authentication:Algorithms is 'RS256'; it must be a list", ["--Authentication:Algorithms", "RS256"] },
        { "Authentication:ClockSkew is '01:00:00'", ["--Authentication:ClockSkew", "01:00:00"] },
        { "Authentication:Mode is 'Jwtt'; it must be one of Anonymous, Jwt", ["--Authentication:Mode", "Jwtt"] },
        { "Authentication:TicketKey holds no secret", ["--Authentication:TicketKey", "c2hvcnQ="] },
        { "Authentication:TicketKeyFile is '/no/such/file'", ["--Authentication:TicketKeyFile", "/no/such/file"] },
        { "WebSockets:TrustedProxies has 'ingress'", ["--WebSockets:TrustedProxies:0", "ingress"] },
        { "WebSockets:AllowedOrigins has 'desk.example.com'", ["--WebSockets:AllowedOrigins:0", "desk.example.com"] },
    };

    [Theory]
    [MemberData(nameof(WrongSettings))]
    public void A_wrong_setting_stops_the_start_and_is_named(string message, string[] settings)
    {
        var wrong = Assert.Throws<SettingsException>(() => GatewayApplication.Build([.. Mint.Settings, .. settings]));
        Assert.StartsWith(message, wrong.Message, StringComparison.Ordinal);
    }

    private static string WeakPem()
    {
        using var rsa = RSA.Create(1024);
        return rsa.ExportSubjectPublicKeyInfoPem();
    }
}
