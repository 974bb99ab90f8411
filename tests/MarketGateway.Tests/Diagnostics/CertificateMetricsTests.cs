using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MarketGateway.Testing;

namespace MarketGateway.Tests.Diagnostics;

/// <summary>A certificate's end is told before it comes, and a new file is seen.</summary>
public sealed class CertificateMetricsTests : IDisposable
{
    private const string Metric = "marketgateway_certificate_expiry_timestamp_seconds";

    private static readonly DateTimeOffset Ends = new(2031, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("certificates").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_end_of_a_certificate_is_told_and_that_of_the_one_that_replaces_it()
    {
        Write("server.pem", Ends);
        await using var gateway = await MarketHarness.StartAsync(
            "--Metrics:Url", "http://127.0.0.1:0",
            "--Kestrel:Certificates:Default:Path", FileOf("server.pem"),
            "--Kestrel:Certificates:Default:KeyPath", FileOf("server.pem.key"));

        var scrape = await Scrape.OfAsync(gateway.OperatorAddress);
        Assert.Equal(Ends.ToUnixTimeSeconds(), scrape.Find(Metric, "certificate=default"));

        Write("server.pem", Ends.AddYears(1));
        scrape = await Scrape.OfAsync(gateway.OperatorAddress);
        Assert.Equal(Ends.AddYears(1).ToUnixTimeSeconds(), scrape.Find(Metric, "certificate=default"));

        File.WriteAllText(FileOf("server.pem"), "nothing of the kind");
        File.SetLastWriteTimeUtc(FileOf("server.pem"), Ends.UtcDateTime);
        scrape = await Scrape.OfAsync(gateway.OperatorAddress);
        Assert.Null(scrape.Find(Metric, "certificate=default"));
    }

    [Fact]
    public async Task The_end_of_one_in_a_bundle_with_its_key_is_told_too()
    {
        WriteBundle("server.pfx", Ends);
        await using var gateway = await MarketHarness.StartAsync(
            "--Metrics:Url", "http://127.0.0.1:0",
            "--Kestrel:Certificates:Default:Path", FileOf("server.pfx"),
            "--Kestrel:Certificates:Default:Password", "of the bundle");

        Assert.Equal(Ends.ToUnixTimeSeconds(), (await Scrape.OfAsync(gateway.OperatorAddress)).Find(Metric, "certificate=default"));
    }

    [Fact]
    public async Task Without_a_certificate_none_is_told()
    {
        await using var gateway = await MarketHarness.StartAsync("--Metrics:Url", "http://127.0.0.1:0");

        Assert.DoesNotContain((await Scrape.OfAsync(gateway.OperatorAddress)).Samples, sample => sample.Name == Metric);
    }

    private static X509Certificate2 Make(DateTimeOffset ends)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(ends.AddYears(-20), ends);
    }

    private string FileOf(string name) => Path.Combine(_folder, name);

    private void Write(string name, DateTimeOffset ends)
    {
        using var certificate = Make(ends);
        File.WriteAllText(FileOf($"{name}.key"), certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(FileOf(name), certificate.ExportCertificatePem());

        // Whatever the file system's clock resolves: another file has another time.
        File.SetLastWriteTimeUtc(FileOf(name), ends.UtcDateTime.AddYears(-10));
    }

    private void WriteBundle(string name, DateTimeOffset ends)
    {
        using var certificate = Make(ends);
        File.WriteAllBytes(FileOf(name), certificate.Export(X509ContentType.Pkcs12, "of the bundle"));
    }
}
