namespace MarketGateway.Security;

/// <summary>Who may read the market.</summary>
public enum AuthenticationMode
{
    /// <summary>Everybody who can reach the gateway.</summary>
    Anonymous,

    /// <summary>Who shows a JSON Web Token that is signed by a trusted key.</summary>
    Jwt,
}
