"""A month's ceiling, at which the operator is told. AWS stops nothing at it."""

from aws_cdk import aws_budgets as budgets
from constructs import Construct

ACTUAL, FORECASTED = "ACTUAL", "FORECASTED"
TOLD_AT = ((ACTUAL, 80), (ACTUAL, 100), (FORECASTED, 100))
"""In percent of the ceiling."""


class Budget(Construct):
    """Of the whole account: a filter by a tag that nobody has activated for billing counts nothing, and never tells.

    It has no name of ours: who is told cannot be changed in place, and a new one is made before the old one goes.
    """

    def __init__(self, scope: Construct, ceiling: int, address: str) -> None:
        super().__init__(scope, "Budget")
        told = budgets.CfnBudget.SubscriberProperty(address=address, subscription_type="EMAIL")
        budgets.CfnBudget(
            self,
            "Month",
            budget=budgets.CfnBudget.BudgetDataProperty(
                budget_type="COST",
                time_unit="MONTHLY",
                budget_limit=budgets.CfnBudget.SpendProperty(amount=ceiling, unit="USD"),
            ),
            notifications_with_subscribers=[
                budgets.CfnBudget.NotificationWithSubscribersProperty(
                    notification=budgets.CfnBudget.NotificationProperty(
                        notification_type=kind,
                        comparison_operator="GREATER_THAN",
                        threshold=percent,
                        threshold_type="PERCENTAGE",
                    ),
                    subscribers=[told],
                )
                for kind, percent in TOLD_AT
            ],
        )
