using System.Globalization;
using System.Text;

namespace Streaming.Lsl;

/// <summary>Builds the XPath predicates by which streams are found.</summary>
public static class LslQuery
{
    /// <summary>The longest query that is sent or answered, in characters.</summary>
    public const int Longest = 2048;

    /// <summary>All fields equal their values, such as <c>type='EEG' and name='A'</c>; empty for none.</summary>
    /// <param name="fields">Names of <c>info</c>'s elements (name, type, source_id, hostname, desc/..) with their values.</param>
    /// <param name="where">A further predicate; empty for none.</param>
    public static string Of(ValueMap fields, string where = "")
    {
        var text = new StringBuilder();
        foreach (var (name, value) in fields.Entries.Span) And(text).Append(name).Append('=').Append(IsNumber(name) && LslNumbers.Parse(value) is not null ? value : Literal(value));
        if (where.Trim().Length == 0) return text.ToString();
        return text.Length == 0 ? where.Trim() : And(text).Append('(').Append(where.Trim()).Append(')').ToString();

        // Written with 16 digits on the wire, so a rate is compared as a number.
        static bool IsNumber(string name) => name is "nominal_srate" or "version" or "created_at";
        static StringBuilder And(StringBuilder text) => text.Length == 0 ? text : text.Append(" and ");
    }

    /// <summary>A predicate within a session.</summary>
    public static string In(string session, string predicate) =>
        predicate.Trim().Length == 0 ? $"session_id={Literal(session)}" : $"session_id={Literal(session)} and ({predicate.Trim()})";

    /// <summary>By what a stream that vanished is found again, as liblsl asks: any session, all fields that are not empty.</summary>
    public static string Recovery(LslStreamInfo stream)
    {
        (string Key, string Value)[] fields =
        [
            ("channel_count", stream.ChannelCount.ToString(CultureInfo.InvariantCulture)), ("name", stream.Name), ("type", stream.Type),
            ("source_id", stream.SourceId), ("channel_format", stream.Format.Name()),
        ];
        return Of(ValueMap.Of([.. fields.Where(f => f.Value.Length > 0)]));
    }

    /// <summary>A text as XPath writes it; one with both kinds of quotes is put together from pieces.</summary>
    public static string Literal(string text) =>
        !text.Contains('\'', StringComparison.Ordinal) ? $"'{text}'"
        : !text.Contains('"', StringComparison.Ordinal) ? $"\"{text}\""
        : $"concat('{string.Join("', \"'\", '", text.Split('\''))}')";
}
