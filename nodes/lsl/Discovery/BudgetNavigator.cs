using System.Xml;
using System.Xml.XPath;

namespace Streaming.Lsl;

/// <summary>Walks a document until a number of steps is used up, so that no expression, however nested, keeps its reader busy.</summary>
internal sealed class BudgetNavigator(XPathNavigator inner, BudgetNavigator.Budget budget) : XPathNavigator
{
    internal sealed class Budget(int steps)
    {
        public void Spend(int cost)
        {
            if ((steps -= cost) < 0) throw new XPathException("The expression takes more steps than a query may.");
        }
    }

    public override string BaseURI => inner.BaseURI;

    public override bool IsEmptyElement => inner.IsEmptyElement;

    public override string LocalName => inner.LocalName;

    public override string Name => inner.Name;

    public override XmlNameTable NameTable => inner.NameTable;

    public override string NamespaceURI => inner.NamespaceURI;

    public override XPathNodeType NodeType => inner.NodeType;

    public override string Prefix => inner.Prefix;

    public override string Value
    {
        get
        {
            var value = inner.Value;
            budget.Spend(1 + (value.Length / 16));
            return value;
        }
    }

    public override XPathNavigator Clone()
    {
        budget.Spend(1);
        return new BudgetNavigator(inner.Clone(), budget);
    }

    public override bool IsSamePosition(XPathNavigator other) => other is BudgetNavigator b && inner.IsSamePosition(b.Inner);

    public override bool MoveTo(XPathNavigator other) => Spend() && other is BudgetNavigator b && inner.MoveTo(b.Inner);

    public override bool MoveToFirstAttribute() => Spend() && inner.MoveToFirstAttribute();

    public override bool MoveToFirstChild() => Spend() && inner.MoveToFirstChild();

    public override bool MoveToFirstNamespace(XPathNamespaceScope scope) => Spend() && inner.MoveToFirstNamespace(scope);

    public override bool MoveToId(string id) => Spend() && inner.MoveToId(id);

    public override bool MoveToNext() => Spend() && inner.MoveToNext();

    public override bool MoveToNextAttribute() => Spend() && inner.MoveToNextAttribute();

    public override bool MoveToNextNamespace(XPathNamespaceScope scope) => Spend() && inner.MoveToNextNamespace(scope);

    public override bool MoveToParent() => Spend() && inner.MoveToParent();

    public override bool MoveToPrevious() => Spend() && inner.MoveToPrevious();

    private XPathNavigator Inner => inner;

    private bool Spend()
    {
        budget.Spend(1);
        return true;
    }
}
