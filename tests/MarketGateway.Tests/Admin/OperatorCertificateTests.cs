using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MarketGateway.Hosting;
using MarketGateway.Testing;
using MarketGateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MarketGateway.Tests.Admin;

/// <summary>Operators may show a certificate instead of a token, at their address and nowhere else.</summary>
public sealed class OperatorCertificateTests : IDisposable
{
    private const string ForClients = "1.3.6.1.5.5.7.3.2";
    private const string ForServers = "1.3.6.1.5.5.7.3.1";

    private readonly string _folder = Directory.CreateTempSubdirectory("operators").FullName;
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private readonly X509Certificate2 _authority;
    private readonly string _serverHash;

    public OperatorCertificateTests()
    {
        _authority = MakeAuthority("authority");
        File.WriteAllText(FileOf("ca.pem"), _authority.ExportCertificatePem());
        using var server = Make("localhost", _authority, ForServers);
        _serverHash = server.GetCertHashString();
        File.WriteAllText(FileOf("server.pem"), server.ExportCertificatePem());
        File.WriteAllText(FileOf("server.key"), server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Who_shows_a_certificate_of_the_authority_is_let_in_under_its_name()
    {
        using var log = new RecordedLog();
        await using var gateway = await StartAsync(log);
        using var mine = Make("alice", _authority, ForClients);

        Assert.Equal(HttpStatusCode.OK, await AskAsync(gateway, mine, "/admin"));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(gateway, null, "/admin"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(gateway, null, "/metrics"));
        await Eventually.IsTrueAsync(
            "it is written down", () => log.Lines.Any(line => line.Text.StartsWith("Operator alice at ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(true, ForServers)]
    [InlineData(false, ForClients)]
    public async Task A_certificate_for_servers_or_of_another_authority_ends_the_handshake(bool isOurs, string purpose)
    {
        using var log = new RecordedLog();
        await using var gateway = await StartAsync(log);
        using var other = MakeAuthority("other");
        using var shown = Make("mallory", isOurs ? _authority : other, purpose);

        await Assert.ThrowsAsync<HttpRequestException>(() => AskAsync(gateway, shown, "/admin"));
    }

    [Fact]
    public void Certificates_without_TLS_stop_the_start()
    {
        var wrong = Assert.Throws<SettingsException>(() => GatewayApplication.Build(["--Admin:ClientCaFile", FileOf("ca.pem")]));

        Assert.EndsWith("certificates are shown over https only.", wrong.Message, StringComparison.Ordinal);
    }

    private Task<MarketHarness> StartAsync(RecordedLog log) => MarketHarness.StartAsync(
        builder => builder.Services.AddSingleton<ILoggerProvider>(log),
        "--Metrics:Url", "https://127.0.0.1:0",
        "--Kestrel:Certificates:Default:Path", FileOf("server.pem"),
        "--Kestrel:Certificates:Default:KeyPath", FileOf("server.key"),
        "--Admin:ClientCaFile", FileOf("ca.pem"));

    private async Task<HttpStatusCode> AskAsync(MarketHarness gateway, X509Certificate2? shown, string path)
    {
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, server, _, _) => server?.GetCertHashString() == _serverHash;
        if (shown is not null)
        {
            handler.SslOptions.ClientCertificates = [shown];
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => shown;
        }

        using var http = new HttpClient(handler);
        using var answer = await http.GetAsync(new Uri(gateway.OperatorAddress, path), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private string FileOf(string name) => Path.Combine(_folder, name);

    private X509Certificate2 MakeAuthority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(_now.AddDays(-1), _now.AddDays(1));
    }

    private X509Certificate2 Make(string name, X509Certificate2 authority, string purpose)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        var serial = RandomNumberGenerator.GetBytes(8);
        using var certificate = request.Create(authority, _now.AddHours(-1), _now.AddHours(1), serial);
        using var whole = certificate.CopyWithPrivateKey(key);

        // Some systems want the key with the certificate in one piece.
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }
}
