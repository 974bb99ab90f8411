using System.Security.Cryptography.X509Certificates;

namespace MarketGateway.Admin;

/// <summary>Says which certificates are those of operators: signed by one of the authorities given, for clients, and in time.</summary>
internal sealed class OperatorCertificates(X509Certificate2Collection authorities)
{
    private const string ForClients = "1.3.6.1.5.5.7.3.2";

    public bool IsOperator(X509Certificate certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);

        // Authorities of a company's own publish no lists as a rule; short lives are their way.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid(ForClients));
        using var copy = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return chain.Build(copy);
    }
}
