using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MarketGateway.Admin;

namespace MarketGateway.Hosting;

/// <summary>
/// When the certificates end that the configuration names: each read from its file when a scrape asks and the file is
/// another one, as the server too takes a new file while it runs.
/// </summary>
internal sealed class CertificateMetrics
{
    private const string Default = "Kestrel:Certificates:Default";
    private const string Endpoints = "Kestrel:Endpoints";

    private readonly CertificateFile[] _files;

    public CertificateMetrics(Meter meter, IConfiguration configuration, AdminOptions admin)
    {
        _files =
        [
            .. OfSection(configuration.GetSection(Default), "default"),
            .. configuration.GetSection(Endpoints).GetChildren().SelectMany(
                endpoint => OfSection(endpoint.GetSection("Certificate"), endpoint.Key)),
            .. admin.ClientCaFile.Length > 0 ? [new CertificateFile("operators", admin.ClientCaFile, null)] : Array.Empty<CertificateFile>(),
        ];
        meter.CreateObservableGauge(
            "marketgateway_certificate_expiry_timestamp_seconds",
            () => _files.SelectMany(Measure),
            description: "When a configured certificate ends, as Unix time. Absent where there is none, or it cannot be read.");
    }

    private static IEnumerable<CertificateFile> OfSection(IConfigurationSection section, string name) =>
        section["Path"] is { Length: > 0 } path ? [new CertificateFile(name, path, section["Password"])] : [];

    private static IEnumerable<Measurement<double>> Measure(CertificateFile file) => file.ReadExpiry() is { } expiry
        ? [new(expiry.ToUnixTimeSeconds(), new KeyValuePair<string, object?>("certificate", file.Name))]
        : [];

    /// <summary>A file with a certificate; read by one scrape after another.</summary>
    private sealed class CertificateFile(string name, string path, string? password)
    {
        private readonly Lock _gate = new();
        private DateTime _writtenAt;
        private DateTimeOffset? _expiry;

        /// <summary>Gets what it is for: an endpoint's name, <c>default</c>, or <c>operators</c> for their authority.</summary>
        public string Name => name;

        /// <summary>Gets when the first of its certificates ends; null: it cannot be read.</summary>
        public DateTimeOffset? ReadExpiry()
        {
            lock (_gate)
            {
                try
                {
                    var writtenAt = File.GetLastWriteTimeUtc(path);
                    if (writtenAt != _writtenAt)
                    {
                        _expiry = Read().Min(static certificate => (DateTimeOffset)certificate.NotAfter);
                        _writtenAt = writtenAt;
                    }
                }
                catch (Exception unread) when (unread is IOException or UnauthorizedAccessException or CryptographicException
                    or InvalidOperationException)
                {
                    (_expiry, _writtenAt) = (null, default);
                }

                return _expiry;
            }
        }

        private X509Certificate2Collection Read()
        {
            var found = new X509Certificate2Collection();
            if (X509Certificate2.GetCertContentType(path) == X509ContentType.Pkcs12)
            {
                found.Add(X509CertificateLoader.LoadPkcs12FromFile(path, password));
            }
            else
            {
                found.ImportFromPemFile(path);
            }

            return found;
        }
    }
}
