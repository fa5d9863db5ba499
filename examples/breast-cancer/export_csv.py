"""Writes scikit-learn's bundled breast-cancer data as the CSV file of the Java sample.

    python export_csv.py > ../breast-cancer-java/src/main/resources/dev/millrace/examples/breastcancer/breast-cancer.csv
"""

import csv
import sys

from sklearn.datasets import load_breast_cancer

SOURCE = [
    "# Breast Cancer Wisconsin (Diagnostic), 569 rows, 30 features; target: malignant or benign.",
    "# W. Wolberg, O. Mangasarian, N. Street, W. Street (1995), UCI Machine Learning Repository,",
    "# doi:10.24432/C5DW2B, licence CC BY 4.0. Taken unchanged from scikit-learn's load_breast_cancer()",
    "# by examples/breast-cancer/export_csv.py; only the class numbers are written as their names.",
]


def main():
    data = load_breast_cancer()
    for line in SOURCE:
        print(line)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([*data.feature_names, "target"])
    for row, target in zip(data.data, data.target):
        writer.writerow([*(repr(float(value)) for value in row), data.target_names[target]])


if __name__ == "__main__":
    main()
