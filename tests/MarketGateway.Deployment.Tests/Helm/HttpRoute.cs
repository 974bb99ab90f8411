using k8s;
using k8s.Models;

namespace MarketGateway.Deployment.Tests.Helm;

/// <summary>The fields of the Gateway API's HTTPRoute that the chart may use.</summary>
internal sealed class HttpRoute : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public V1ObjectMeta Metadata { get; set; } = new();

    public RouteSpec Spec { get; set; } = new();

    /// <summary>Which Gateway leads where.</summary>
    internal sealed class RouteSpec
    {
        public IList<Reference> ParentRefs { get; set; } = [];

        public IList<string> Hostnames { get; set; } = [];

        public IList<RouteRule> Rules { get; set; } = [];
    }

    /// <summary>A Gateway, or a Service with its port.</summary>
    internal sealed class Reference
    {
        public string Name { get; set; } = "";

        public string? Namespace { get; set; }

        public string? SectionName { get; set; }

        public int? Port { get; set; }
    }

    /// <summary>What matches, what is changed on the way, and where it goes.</summary>
    internal sealed class RouteRule
    {
        public IList<RouteMatch> Matches { get; set; } = [];

        public IList<RouteFilter> Filters { get; set; } = [];

        public RouteTimeouts Timeouts { get; set; } = new();

        public IList<Reference> BackendRefs { get; set; } = [];
    }

    /// <summary>A path.</summary>
    internal sealed class RouteMatch
    {
        public RoutePath Path { get; set; } = new();
    }

    /// <summary>How a path is compared.</summary>
    internal sealed class RoutePath
    {
        public string Type { get; set; } = "";

        public string? Value { get; set; }

        public string? ReplacePrefixMatch { get; set; }
    }

    /// <summary>What is changed.</summary>
    internal sealed class RouteFilter
    {
        public string Type { get; set; } = "";

        public RouteMatch UrlRewrite { get; set; } = new();
    }

    /// <summary>How long a request may last; 0s: for ever.</summary>
    internal sealed class RouteTimeouts
    {
        public string Request { get; set; } = "";

        public string BackendRequest { get; set; } = "";
    }
}
